package dev.prewarm.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceNamesTest {
    @ParameterizedTest
    @CsvSource({
        "mProject, mproject",
        "NFCORE_SAREK.SAREK.GATK4, nfcore-sarek-sarek-gatk4",
        "bowtie2-build, bowtie2-build",
        "7zip, s-7zip",
        "a b\tc, a-b-c"
    })
    void namesBecomeLegal(String program, String name) {
        assertThat(new ServiceNames().of(program)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "...", "-x-", "É", "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y.z.1.2.3.4.5.6.7.8.9"})
    void whateverItWasItIsLegal(String program) {
        assertThat(Service.legal(new ServiceNames().of(program))).isTrue();
    }

    @Test
    void onlyTheSameProgramHasTheSameName() {
        ServiceNames names = new ServiceNames();
        assertThat(names.of("a.b")).isEqualTo("a-b");
        assertThat(names.of("a_b")).isEqualTo("a-b-2");
        assertThat(names.of("a.b")).isEqualTo("a-b");
    }

    @Test
    void ofALongNameTheEndIsKept() {
        assertThat(new ServiceNames().of("x".repeat(80) + ".count")).hasSize(63).endsWith("-count");
    }
}

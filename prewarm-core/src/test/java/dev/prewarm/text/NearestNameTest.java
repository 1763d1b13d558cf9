package dev.prewarm.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
    private static final List<String> KNOWN = List.of("fetch", "resize", "store", "a-rather-long-name");

    @ParameterizedTest
    @CsvSource({
        "fecth, fetch",
        "fetsch, fetch",
        "resise, resize",
        "stor, store",
        "a-rather-longname, a-rather-long-name"
    })
    void whatIsNearIsNamed(String given, String meant) {
        assertThat(NearestName.hint(given, KNOWN)).isEqualTo("; did you mean \"" + meant + "\"?");
    }

    @Test
    void whatIsNotNearIsNotNamed() {
        assertThat(NearestName.hint("approve", KNOWN)).isEmpty();
        assertThat(NearestName.hint("", KNOWN)).isEmpty();
    }

    @Test
    void aMegabyteIsNoMisspeltName() {
        String megabyte = "a".repeat(1 << 20);
        assertThat(NearestName.hint(megabyte, List.of(megabyte + "b"))).isEmpty();
    }
}

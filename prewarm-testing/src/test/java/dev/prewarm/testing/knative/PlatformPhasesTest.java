package dev.prewarm.testing.knative;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlatformPhasesTest {
    @Test
    void eachServiceHasItsOwn() {
        PlatformPhases phases = new PlatformPhases(false);
        assertThat(phases.of(1, 2)).isEqualTo(new PlatformPhases.Phases(1, 2));
        assertThat(phases.of(3, 4)).isEqualTo(new PlatformPhases.Phases(3, 4));
    }

    @Test
    void orAllHaveThoseOfTheFirst() {
        PlatformPhases phases = new PlatformPhases(true);
        assertThat(phases.of(1, 2)).isEqualTo(new PlatformPhases.Phases(1, 2));
        assertThat(phases.of(3, 4)).isEqualTo(new PlatformPhases.Phases(1, 2));
    }
}

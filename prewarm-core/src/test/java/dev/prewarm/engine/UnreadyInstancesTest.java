package dev.prewarm.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnreadyInstancesTest {
    private final UnreadyInstances unready = new UnreadyInstances();

    @Test
    void whatIsReadyIsForgotten() {
        for (int i = 0; i < 1_000; i++) {
            unready.cold(1, 1, i + 1, i);
        }
        assertThat(unready.size()).isEqualTo(1);
        assertThat(unready.join(1, 1, 1, 10, 1_000)).isNull();
        assertThat(unready.size()).isZero();
    }

    @Test
    void callsTakeThePlacesOnReadyInstancesFirst() {
        unready.cold(1, 1, 100, 0);
        // Two instances of four places: one is ready, and serves two calls.
        assertThat(unready.join(2, 2, 3, 4, 1)).isNull();
        assertThat(unready.join(2, 2, 5, 4, 1)).isNotNull();
    }

    @Test
    void callsThatWaitTakeNoPlaceOnAReadyInstance() {
        unready.cold(1, 1, 100, 0);
        assertThat(unready.join(3, 2, 3, 4, 1)).isNotNull();
        // Two of the three have filled the ready one; what waits for the other does not free a place there.
        assertThat(unready.join(2, 2, 6, 4, 1)).isNotNull();
    }
}

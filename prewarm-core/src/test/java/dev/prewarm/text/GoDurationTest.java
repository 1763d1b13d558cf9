package dev.prewarm.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
    @ParameterizedTest(name = "{0} is {1} ms")
    @CsvSource({
        "0, 0",
        "1h2m3s, 3723000",
        "1.5s, 1500",
        ".5s, 500",
        "100ms, 100",
        "1000us, 1",
        "1000000ns, 1",
        "2µs500ms, 500",
        "+1m, 60000",
        "5.s, 5000",
        "0.333333333333333333333333333333s, 333",
        "000000000000000000000000000001s, 1000"
    })
    void durationsAreReadAsGoWritesThem(String text, long millis) {
        assertThat(GoDuration.parse(text).orElseThrow().toMillis()).isEqualTo(millis);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "-1s",
                "+-1s",
                ".s",
                "9999999999999999999999s",
                "1s ",
                "1 s",
                "s",
                "1d",
                "s1",
                "1.s.",
                "292y"
            })
    void whatGoWouldNotReadIsNone(String text) {
        assertThat(GoDuration.parse(text)).isEmpty();
    }

    @Test
    void whatGoCannotCountIsNone() {
        assertThat(GoDuration.parse("2562047h47m16.854775807s")).isPresent();
        assertThat(GoDuration.parse("2562047h47m16.854775808s")).isEmpty();
    }
}

package dev.prewarm.knative.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ExcerptTest {
    @Test
    void aShortLineIsQuotedAsItIs() {
        assertThat(Excerpt.of("1m30s")).isEqualTo("1m30s");
        assertThat(Excerpt.of("x".repeat(80))).isEqualTo("x".repeat(80));
    }

    @Test
    void whatIsLongerEndsInAnEllipsis() {
        assertThat(Excerpt.of("x".repeat(81))).isEqualTo("x".repeat(80) + "…");
    }

    @Test
    void twoLinesAreMadeOne() {
        assertThat(Excerpt.of("a\r\nb\u0007")).isEqualTo("a??b?");
    }
}

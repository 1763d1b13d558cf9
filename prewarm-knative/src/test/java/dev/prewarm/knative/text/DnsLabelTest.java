package dev.prewarm.knative.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DnsLabelTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "7", "shop", "resize-00001", "a--b"})
    void lowerCaseLettersDigitsAndInnerHyphensAreOne(String text) {
        assertThat(DnsLabel.is(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a-", "A", "a.b", "a b", "ä"})
    void everythingElseIsNone(String text) {
        assertThat(DnsLabel.is(text)).isFalse();
    }

    @Test
    void theLongestHas63Characters() {
        assertThat(DnsLabel.is("a".repeat(63))).isTrue();
        assertThat(DnsLabel.is("a".repeat(64))).isFalse();
    }

    @Test
    void theMessageSaysWhatWasMeantAndStaysOnOneLine() {
        assertThatThrownBy(() -> DnsLabel.check("namespace", "a\nb"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("namespace \"a?b\", but 1 to 63 lower-case letters, digits and inner hyphens are allowed");
    }
}

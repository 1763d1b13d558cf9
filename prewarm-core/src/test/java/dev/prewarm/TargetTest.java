package dev.prewarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.net.URI;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetTest {
    private static final URI ADDRESS = URI.create("http://resize.default.svc.cluster.local");

    private static void refused(ThrowingCallable mistake, String message) {
        assertThatIllegalArgumentException().isThrownBy(mistake).withMessage(message);
    }

    @Test
    void hasThePlatformsDefaults() {
        Target target = Target.of("resize", ADDRESS);
        assertThat(target.concurrency()).isZero();
        assertThat(target.retention()).isEqualTo(Duration.ofSeconds(61));
        assertThat(target.minScale()).isZero();
        assertThat(target.coldStart()).isEmpty();
    }

    @Test
    void hasWhatItWasGiven() {
        Target target = Target.builder("resize", ADDRESS)
                .concurrency(4)
                .retention(Duration.ofMinutes(5))
                .minScale(2)
                .coldStart(Duration.ofSeconds(1))
                .build();
        assertThat(target.name()).isEqualTo("resize");
        assertThat(target.uri()).isEqualTo(ADDRESS);
        assertThat(target.concurrency()).isEqualTo(4);
        assertThat(target.retention()).isEqualTo(Duration.ofMinutes(5));
        assertThat(target.minScale()).isEqualTo(2);
        assertThat(target.coldStart()).contains(Prior.of(Duration.ofSeconds(1)));
    }

    @Test
    void equalsATargetOfEqualSettings() {
        Target target = Target.builder("resize", ADDRESS).concurrency(4).build();
        assertThat(target)
                .isEqualTo(Target.builder("resize", ADDRESS).concurrency(4).build())
                .hasSameHashCodeAs(
                        Target.builder("resize", ADDRESS).concurrency(4).build())
                .isNotEqualTo(Target.of("resize", ADDRESS));
    }

    @ParameterizedTest(name = "{1} calls at {0} an instance need {2}")
    @CsvSource({"0, 0, 0", "0, 1, 1", "0, 1000, 1", "1, 3, 3", "4, 4, 1", "4, 5, 2", "4, 2147483647, 536870912"})
    void countsTheInstancesThatCallsNeed(int concurrency, int calls, int instances) {
        Target target =
                Target.builder("resize", ADDRESS).concurrency(concurrency).build();
        assertThat(target.instancesFor(calls)).isEqualTo(instances);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"HTTP://resize.example.org", "https://resize.example.org:8443/path?query", "http://[::1]:80"})
    void takesAbsoluteHttpUris(String uri) {
        assertThat(Target.of("resize", URI.create(uri)).uri()).hasToString(uri);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "resize",
                "/resize",
                "//resize.example.org",
                "ftp://resize.example.org",
                "http:/resize",
                "http:resize",
                "mailto:resize@example.org",
                "file:///resize"
            })
    void refusesOtherUris(String uri) {
        refused(
                () -> Target.of("resize", URI.create(uri)),
                "target resize: \"" + uri + "\" is not an absolute http or https URI with a host");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://user:secret@resize.example.org", "http://user@resize.example.org", "http://u:secret@a_b"
            })
    void refusesUserInfoWithoutQuotingIt(String uri) {
        refused(
                () -> Target.of("resize", URI.create(uri)),
                "target resize: the URI carries user info; give credentials to the warm-up client instead");
    }

    @Test
    void refusesABlankName() {
        refused(() -> Target.of(" ", ADDRESS), "a target needs a name, but it was blank: \" \"");
    }

    @Test
    void refusesNegativeSettings() {
        Target.Builder builder = Target.builder("resize", ADDRESS);
        refused(() -> builder.concurrency(-1), "target resize: concurrency -1, but at least 0 (unlimited) is needed");
        refused(() -> builder.minScale(-1), "target resize: min-scale -1, but at least 0 is needed");
        refused(
                () -> builder.retention(Duration.ofSeconds(-1)),
                "target resize: retention: PT-1S, but 0 to PT876000H is allowed");
        refused(() -> builder.coldStart(Duration.ofSeconds(-1)), "median: PT-1S, but 0 to PT876000H is allowed");
        refused(() -> builder.build().instancesFor(-1), "calls: -1, but at least 0 is needed");
    }

    @Test
    void refusesNull() {
        assertThatNullPointerException()
                .isThrownBy(() -> Target.of(null, ADDRESS))
                .withMessage("target name");
        assertThatNullPointerException()
                .isThrownBy(() -> Target.of("resize", null))
                .withMessage("uri of target resize");
    }
}

package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Target;
import dev.prewarm.WarmupRequest;
import dev.prewarm.WarmupResult;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the answers to one warm-up come to, by the instances that gave them. */
final class RepliesTest {
    private static final WarmupResult WARM = WarmupResult.alreadyWarm(Duration.ofMillis(20));
    private static final WarmupResult COLD = WarmupResult.started(Duration.ofSeconds(2));

    /** Lower-case letters name warm instances, upper-case ones those that were started, dots answers that name none. */
    private static WarmupResult result(int concurrency, int ready, int renewed, int wanted, String answers) {
        Target target = Target.builder("a", URI.create("http://a.example"))
                .concurrency(concurrency)
                .build();
        Replies replies = new Replies(WarmupRequest.builder(target, Instant.EPOCH)
                .instances(wanted)
                .believedReady(ready)
                .renewed(renewed)
                .build());
        answers.chars().forEach(answer -> {
            boolean cold = Character.isUpperCase(answer) || answer == '!';
            boolean named = Character.isLetter(answer);
            replies.add(
                    cold ? COLD : WARM,
                    named ? Optional.of(Character.toString(Character.toLowerCase(answer))) : Optional.empty());
        });
        return replies.result();
    }

    @ParameterizedTest(name = "concurrency {0}, {1} ready, {2} renewed, {3} wanted, answers {4}: {5}")
    @CsvSource({
        "1, 0, 0, 10, ABCDEFG, 10",
        "1, 0, 0, 10, ABCDEFA, 6",
        "1, 0, 0, 10, AAAAAAA, 1",
        "1, 0, 0, 10, Aaaaaaa, 1",
        "1, 0, 0, 10, aAaaaaa, 1",
        "1, 0, 0, 4, !!!, 4",
        "1, 2, 0, 2, aBC, 2",
        "1, 2, 2, 4, abC, 4",
        "1, 2, 2, 4, aaC, 2",
        "4, 0, 0, 4, AAAABBBBC, 4",
        "4, 0, 0, 4, AAAABBBBB, 2",
        "0, 0, 0, 2, Aaaaaaaaaaaa, 2"
    })
    void anInstanceThatAnswersSeveralTimesCountsOnce(
            int concurrency, int ready, int renewed, int wanted, String answers, int instances) {
        assertThat(result(concurrency, ready, renewed, wanted, answers))
                .isEqualTo(WarmupResult.started(Duration.ofSeconds(2), instances));
    }

    @ParameterizedTest(name = "concurrency {0}, answers {1}: {2}")
    @CsvSource({"1, abc, true", "1, aaa, false", "1, aab, false", "1, ..., true", "2, aab, true", "0, aaa, true"})
    void warmOnesAreAsManyAsWereAskedForOnlyIfTheyAreThatMany(int concurrency, String answers, boolean warm) {
        WarmupResult result = result(concurrency, 1, 0, 3, answers);
        assertThat(result instanceof WarmupResult.AlreadyWarm).isEqualTo(warm);
        if (result instanceof WarmupResult.Failed failed) {
            assertThat(failed.retryable()).isTrue();
        }
    }

    @Test
    void oneThatFailedLeavesTooFew() {
        Replies replies =
                new Replies(WarmupRequest.builder(Target.of("a", URI.create("http://a.example")), Instant.EPOCH)
                        .instances(2)
                        .build());
        replies.add(COLD, Optional.empty());
        replies.add(WarmupResult.failed("answered 500", false), Optional.empty());
        assertThat(replies.result()).isEqualTo(WarmupResult.failed("1 of 2 requests failed: answered 500", false));
    }
}

package dev.prewarm.knative.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class PrimingTest {
    private final AtomicLong nanos = new AtomicLong();
    private final Ticker ticker = new Ticker() {
        @Override
        public long read() {
            return nanos.get();
        }
    };

    private void pass(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    @Test
    void theStepsRunOnceInTheirOrder() throws Exception {
        List<String> ran = new ArrayList<>();
        Priming priming = Priming.builder("resize-1")
                .step("a", () -> ran.add("a"))
                .step("b", () -> ran.add("b"))
                .build();
        assertThat(priming.done()).isFalse();
        priming.await();
        priming.await();
        assertThat(ran).containsExactly("a", "b");
        assertThat(priming.done()).isTrue();
    }

    @Test
    void whoComesMeanwhileWaitsForTheSamePriming() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger ran = new AtomicInteger();
        Priming priming = Priming.builder("resize-1")
                .step("a", () -> {
                    begun.countDown();
                    go.await();
                    ran.incrementAndGet();
                })
                .build();
        List<CompletableFuture<Duration>> waiting = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            CompletableFuture<Duration> answer = new CompletableFuture<>();
            waiting.add(answer);
            Thread thread = new Thread(() -> {
                try {
                    answer.complete(priming.await());
                } catch (PrimingException | InterruptedException e) {
                    answer.completeExceptionally(e);
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
        begun.await();
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        go.countDown();
        for (CompletableFuture<Duration> answer : waiting) {
            answer.get(20, TimeUnit.SECONDS);
        }
        assertThat(ran).hasValue(1);
    }

    @Test
    void aStepThatFailsIsTriedAgainAtTheNextAskingAndThoseBeforeAreNot() throws Exception {
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        Priming priming = Priming.builder("resize-1")
                .ticker(ticker::read)
                .step("cache", () -> {
                    first.incrementAndGet();
                    pass(Duration.ofSeconds(1));
                })
                .step("database", () -> {
                    pass(Duration.ofSeconds(2));
                    if (second.incrementAndGet() == 1) {
                        throw new IllegalStateException("no connection");
                    }
                })
                .build();
        assertThatThrownBy(priming::await)
                .isInstanceOf(PrimingException.class)
                .hasMessageContaining("\"database\"")
                .hasRootCauseMessage("no connection");
        assertThat(priming.done()).isFalse();
        assertThat(priming.await()).isEqualTo(Duration.ofSeconds(5));
        assertThat(first).hasValue(1);
        assertThat(second).hasValue(2);
    }

    @Test
    void theAgeCountsFromTheStart() {
        Priming priming = Priming.builder("resize-1").ticker(ticker::read).build();
        pass(Duration.ofMillis(1_500));
        assertThat(priming.age()).isEqualTo(Duration.ofMillis(1_500));
    }

    @Test
    void onlyTheFirstToArriveIsTheFirst() {
        Priming priming = Priming.builder("resize-1").build();
        assertThat(priming.arrived()).isTrue();
        assertThat(priming.arrived()).isFalse();
    }

    @Test
    void badSettingsAreRefused() {
        assertThatThrownBy(() -> Priming.builder("resize-1").step("a", () -> {}).step("a", () -> {}))
                .hasMessageContaining("two steps");
        assertThatThrownBy(() -> Priming.builder("resize-1").step(" ", () -> {}))
                .hasMessageContaining("blank");
        assertThatThrownBy(() -> Priming.builder("a\r\nX: y")).hasMessageContaining("printable");
        assertThatThrownBy(() -> Priming.builder("resize-1").longestHold(Duration.ofMinutes(2)))
                .hasMessageContaining("1 minute");
    }
}

package dev.prewarm.knative.client;

import static com.google.common.base.Preconditions.checkState;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A body that is cut off from outside while the HTTP client delivers it. */
@Tag("lincheck")
public final class DiscardingBodyLincheckTest {
    private static final int INVOCATIONS = 500;

    @Test
    void itEndsOnceAndTellsTheTextBefore() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            AtomicInteger texts = new AtomicInteger();
            AtomicInteger textsAtTheEnd = new AtomicInteger(-1);
            AtomicInteger ends = new AtomicInteger();
            DiscardingBody body = new DiscardingBody(text -> texts.incrementAndGet(), () -> {
                textsAtTheEnd.set(texts.get());
                ends.incrementAndGet();
            });
            Thread timeout = new Thread(body::stop);
            timeout.start();
            body.onSubscribe(new Subscribed());
            body.onNext(List.of(ByteBuffer.wrap("no instance".getBytes(StandardCharsets.US_ASCII))));
            body.onComplete();
            join(timeout);
            checkState(ends.get() == 1, "it ended %s times", ends);
            checkState(texts.get() == 1 && textsAtTheEnd.get() == 1, "text was told %s times", texts);
        });
    }

    @Test
    void whatIsCutOffBeforeItsEndIsCancelled() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            DiscardingBody body = new DiscardingBody(null, () -> {});
            Subscribed subscribed = new Subscribed();
            Thread timeout = new Thread(body::stop);
            timeout.start();
            body.onSubscribe(subscribed);
            join(timeout);
            checkState(subscribed.cancelled, "the connection stays open");
        });
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Subscribed implements Flow.Subscription {
        volatile boolean cancelled;

        @Override
        public void request(long n) {}

        @Override
        public void cancel() {
            cancelled = true;
        }
    }
}

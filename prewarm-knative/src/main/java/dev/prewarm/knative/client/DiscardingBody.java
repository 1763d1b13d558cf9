package dev.prewarm.knative.client;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A body that nobody wants: its first bytes are kept where they tell an error, some more are read so that the
 * connection can be used again, and then the connection is closed.
 */
final class DiscardingBody implements BodySubscriber<Void> {
    /** Enough for the longest text that is looked for. */
    private static final int KEPT = 256;

    /** Reading that much costs less than another connection. */
    static final int READ = 16 * 1024;

    private static final byte[] NOTHING = new byte[0];
    private static final CompletionStage<Void> NO_BODY = CompletableFuture.completedStage(null);

    private final byte[] kept;
    private final @Nullable Consumer<String> onText;
    private final Runnable onEnd;
    private final AtomicBoolean ended = new AtomicBoolean();
    private int keptLength;
    private int read;
    private Flow.@Nullable Subscription subscription;

    /**
     * @param onText told once how the body begins, when nothing more will be read; null if nobody wants to know
     * @param onEnd run once, after that
     */
    DiscardingBody(@Nullable Consumer<String> onText, Runnable onEnd) {
        this.kept = (onText == null) ? NOTHING : new byte[KEPT];
        this.onText = onText;
        this.onEnd = onEnd;
    }

    /** There at once: whoever waits for the answer has the headers then, and nobody waits for the body. */
    @Override
    public CompletionStage<Void> getBody() {
        return NO_BODY;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        synchronized (this) {
            this.subscription = subscription;
        }
        if (ended.get()) {
            subscription.cancel();
        } else {
            subscription.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            keep(buffer);
        }
        if (read > READ) {
            stop();
        } else {
            Flow.Subscription current = subscription();
            if (current != null) {
                current.request(1);
            }
        }
    }

    private synchronized void keep(ByteBuffer buffer) {
        read += Math.min(buffer.remaining(), READ + 1);
        int length = Math.min(buffer.remaining(), kept.length - keptLength);
        buffer.get(kept, keptLength, length);
        keptLength += length;
    }

    private synchronized Flow.@Nullable Subscription subscription() {
        return subscription;
    }

    /** Reads no more, which closes the connection; without effect if the body has ended. */
    void stop() {
        if (end()) {
            Flow.Subscription current = subscription();
            if (current != null) {
                current.cancel();
            }
        }
    }

    @Override
    public void onError(Throwable failure) {
        // The status is known and the text is only a help, so a body that breaks off is as good as one that ends.
        end();
    }

    @Override
    public void onComplete() {
        end();
    }

    /** Returns whether it had not ended before. What waits for the end runs without the lock. */
    private boolean end() {
        if (!ended.compareAndSet(false, true)) {
            return false;
        }
        if (onText != null) {
            onText.accept(textSoFar());
        }
        onEnd.run();
        return true;
    }

    private synchronized String textSoFar() {
        return new String(kept, 0, keptLength, StandardCharsets.UTF_8);
    }
}

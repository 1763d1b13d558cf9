package dev.prewarm.server.receive;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What was received and not read yet: bounded by number, and by bytes, those that are being received included. Safe for use by any
 * thread.
 */
public final class Inbox {
    private final BlockingQueue<Received> queue;
    private final AtomicLong room;

    /** An empty one with room for so many requests, and so many bytes in all. */
    public Inbox(int requests, long bytes) {
        checkArgument(bytes >= 1, "bytes: %s, but at least 1 is needed", bytes);
        this.queue = new ArrayBlockingQueue<>(requests);
        this.room = new AtomicLong(bytes);
    }

    /** Takes room for bytes that are about to be received; false if there is none. */
    boolean reserve(long bytes) {
        if (room.addAndGet(-bytes) < 0) {
            room.addAndGet(bytes);
            return false;
        }
        return true;
    }

    /** Gives room back. */
    void release(long bytes) {
        room.addAndGet(bytes);
    }

    /** Adds a request, whose {@linkplain Received#weight weight} was reserved; false if there are too many. */
    boolean offer(Received received) {
        return queue.offer(received);
    }

    /** The next request, whose room is free then; null if none comes in that time. */
    @Nullable
    Received poll(Duration atMost) throws InterruptedException {
        Received received = queue.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
        if (received != null) {
            release(received.weight());
        }
        return received;
    }

    /** Hands over all requests that wait now, whose room is free then. */
    void drain(Consumer<Received> to) {
        for (Received received = queue.poll(); received != null; received = queue.poll()) {
            release(received.weight());
            to.accept(received);
        }
    }

    /** How many requests wait. */
    public int size() {
        return queue.size();
    }
}

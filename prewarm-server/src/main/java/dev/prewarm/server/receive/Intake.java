package dev.prewarm.server.receive;

import com.google.common.util.concurrent.RateLimiter;
import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.InvalidEventException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The one thread that reads what was received, and hands over the events in the order in which they came. Nothing that is received,
 * and nothing that the consumer throws, ends it, an error of the virtual machine included.
 */
public final class Intake implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(Intake.class.getName());
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Inbox inbox;
    private final ReceivedReader reader;
    private final Consumer<Event> consumer;
    private final ReceiveCounts counts;
    /** Of what goes wrong one in ten seconds is logged: others send it. */
    private final RateLimiter logged = RateLimiter.create(0.1);

    private final Thread thread;
    private volatile boolean closed;

    /** @param largest how many bytes a body may have when it is unpacked */
    public Intake(Inbox inbox, int largest, Consumer<Event> consumer, ReceiveCounts counts) {
        this.inbox = inbox;
        this.reader = new ReceivedReader(largest);
        this.consumer = consumer;
        this.counts = counts;
        this.thread = new Thread(this::run, "prewarm-intake");
        this.thread.setDaemon(true);
    }

    /** Begins to read. */
    public void start() {
        thread.start();
    }

    /** Whether it reads: it was started, and has not ended. */
    public boolean isAlive() {
        return thread.isAlive();
    }

    private void run() {
        while (true) {
            try {
                Received received = inbox.poll(closed ? Duration.ZERO : LOOK);
                if (received != null) {
                    read(received);
                } else if (closed) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (Throwable e) {
                // Even the memory may be short, and the next request a small one.
                counts.failed.increment();
            }
        }
    }

    /** Reads a request now, in the caller's thread: for whoever has not {@linkplain #start started} it. */
    public void read(Received received) {
        try {
            reader.read(received, new ReceivedReader.Listener() {
                @Override
                public void accept(Event event) {
                    counts.events.increment();
                    handOver(event);
                }

                @Override
                public void onIgnored() {
                    counts.ignored.increment();
                }

                @Override
                public void onInvalid(InvalidEventException invalid) {
                    counts.invalid.increment();
                    if (logged.tryAcquire()) {
                        LOGGER.log(Level.WARNING, "something received was left out: " + invalid.getMessage());
                    }
                }
            });
        } catch (RuntimeException | Error e) {
            counts.failed.increment();
            log("something received could not be read", e);
        }
    }

    private void handOver(Event event) {
        try {
            consumer.accept(event);
        } catch (RuntimeException | Error e) {
            counts.failed.increment();
            log("an event could not be handled", e);
        }
    }

    private void log(String what, Throwable e) {
        if (logged.tryAcquire()) {
            LOGGER.log(Level.ERROR, what, e);
        }
    }

    /** Reads what has been received, and ends; waits for that, but not long. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}

package dev.prewarm.server.receive;

import com.google.common.util.concurrent.RateLimiter;
import com.google.common.util.concurrent.Uninterruptibles;
import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.InvalidEventException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * The one thread that reads what was received, and hands over the events in the order in which they came. Nothing that is received,
 * and nothing that the consumer throws, ends it, an error of the virtual machine included. When it is closed and there is no more
 * time, what is left is read all the same, and handed over as unhandled.
 */
public final class Intake implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(Intake.class.getName());
    private static final Duration LOOK = Duration.ofMillis(100);
    /** With what comes after it, up to ten seconds for the statistics and five for floors, this is less than the 30 s that Kubernetes gives. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** How long a single event may hold up the reading of what is left. */
    private static final Duration LAST = Duration.ofSeconds(1);

    private final Inbox inbox;
    private final ReceivedReader reader;
    private final Consumer<Event> consumer;
    private final Consumer<Event> left;
    private final ReceiveCounts counts;
    /** Of what goes wrong one in ten seconds is logged: others send it. */
    private final RateLimiter logged = RateLimiter.create(0.1);

    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean late;
    private final LongAdder unhandled = new LongAdder();

    /** One that drops what there is no time for. */
    public Intake(Inbox inbox, int largest, Consumer<Event> consumer, ReceiveCounts counts) {
        this(inbox, largest, consumer, event -> {}, counts);
    }

    /**
     * One that has not started.
     *
     * @param largest how many bytes a body may have when it is unpacked
     * @param consumer handles events
     * @param left is given those instead that there is no time to handle, by any thread; it must be quick
     */
    public Intake(Inbox inbox, int largest, Consumer<Event> consumer, Consumer<Event> left, ReceiveCounts counts) {
        this.inbox = inbox;
        this.reader = new ReceivedReader(largest);
        this.consumer = consumer;
        this.left = left;
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
                // Before the look, after which nothing comes.
                boolean last = closed;
                Received received = inbox.poll(last ? Duration.ZERO : LOOK);
                if (received != null) {
                    read(received);
                } else if (last) {
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
            if (late) {
                unhandled.increment();
                left.accept(event);
            } else {
                consumer.accept(event);
            }
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

    /** How many events there was no time to handle. */
    public long unhandled() {
        return unhandled.sum();
    }

    /** Like {@link #close(Duration)} with 10 s. */
    @Override
    public void close() {
        close(PATIENCE);
    }

    /**
     * Reads what has been received, and ends. Idempotent.
     *
     * @param patience how long events are still handled; those that are left are handed over unhandled then
     */
    public void close(Duration patience) {
        closed = true;
        Uninterruptibles.joinUninterruptibly(thread, patience);
        late = true;
        int waiting;
        do {
            waiting = inbox.size();
            Uninterruptibles.joinUninterruptibly(thread, LAST);
        } while (inbox.size() < waiting);
        if (thread.isAlive()) {
            // It is busy with a single event. Only then do two threads read, which takes twice the memory.
            inbox.drain(this::read);
            Uninterruptibles.joinUninterruptibly(thread, LAST);
        }
    }
}

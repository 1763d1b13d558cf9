package dev.prewarm.server.receive;

import java.util.concurrent.atomic.LongAdder;

/** Counts what comes in. Safe for use by any thread. */
public final class ReceiveCounts {
    /** Requests that were taken. */
    public final LongAdder accepted = new LongAdder();

    /** Requests for which there was no room. */
    public final LongAdder refusedBusy = new LongAdder();

    /** Requests whose body was too large. */
    public final LongAdder refusedLarge = new LongAdder();

    /** Requests that broke off, or were too slow. */
    public final LongAdder broken = new LongAdder();

    /** Requests that did not show the token. */
    public final LongAdder unauthorized = new LongAdder();

    /** Events that were understood. */
    public final LongAdder events = new LongAdder();

    /** Events of a type, or a producer, that is not known. */
    public final LongAdder ignored = new LongAdder();

    /** What was no event. */
    public final LongAdder invalid = new LongAdder();

    /** Events on which something here failed. */
    public final LongAdder failed = new LongAdder();
}

package dev.prewarm.benchmarks;

import java.util.Locale;

/** Prints what an event allocates on the thread that tells it. */
public final class EventBytes {
    private static final int ROUNDS = 1_000;

    private EventBytes() {}

    /** Takes no arguments. */
    public static void main(String[] args) {
        try (Caller caller = new Caller()) {
            round(caller, ROUNDS);
            long allocated = round(caller, ROUNDS);
            System.out.printf(
                    Locale.ROOT,
                    "%.1f B an event on the caller's thread%n",
                    (double) allocated / ROUNDS / Caller.EVENTS);
        }
    }

    private static long round(Caller caller, int rounds) {
        long allocated = 0;
        for (int i = 0; i < rounds; i++) {
            caller.begin();
            long before = Heap.allocated();
            caller.tell();
            allocated += Heap.allocated() - before;
            caller.drain();
        }
        return allocated;
    }
}

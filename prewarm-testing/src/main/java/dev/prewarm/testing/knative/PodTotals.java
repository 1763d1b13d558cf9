package dev.prewarm.testing.knative;

/**
 * Sums over the pods of one service.
 *
 * <p>Follows nothing in Knative: it is how the model accounts.
 */
final class PodTotals {
    private final int[] created = new int[PodCause.values().length];
    private int count;
    long idleNanos;
    long wastedNanos;
    long undecidedNanos;
    long busyNanos;
    long providedNanos;
    long terminatingNanos;
    int wastedPods;

    /** Counts a new pod; returns its number. */
    int create(PodCause cause) {
        created[cause.ordinal()]++;
        return ++count;
    }

    int created(PodCause cause) {
        return created[cause.ordinal()];
    }

    void gone(PodLedger ledger, long now, long termination) {
        if (ledger.awaited()) {
            wastedPods++;
        }
        idleNanos += ledger.idleNanos(now);
        wastedNanos += ledger.wastedNanos(now);
        busyNanos += ledger.busyNanos(now);
        providedNanos += ledger.providedNanos(now);
        terminatingNanos += termination;
    }

    void open(PodLedger ledger, long now) {
        idleNanos += ledger.idleNanos(now);
        undecidedNanos += ledger.undecidedNanos(now);
        busyNanos += ledger.busyNanos(now);
        providedNanos += ledger.providedNanos(now);
    }

    PodTotals copy() {
        PodTotals copy = new PodTotals();
        System.arraycopy(created, 0, copy.created, 0, created.length);
        copy.count = count;
        copy.idleNanos = idleNanos;
        copy.wastedNanos = wastedNanos;
        copy.busyNanos = busyNanos;
        copy.providedNanos = providedNanos;
        copy.terminatingNanos = terminatingNanos;
        copy.wastedPods = wastedPods;
        return copy;
    }
}

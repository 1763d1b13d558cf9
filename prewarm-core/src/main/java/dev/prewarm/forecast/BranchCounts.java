package dev.prewarm.forecast;

/**
 * How often a branch was taken, with old cases forgotten, and the probability that follows.
 *
 * <p>Each case multiplies the weight of the earlier ones by 1 − 1/{@value #MEMORY}, so that all of them together never
 * weigh more than {@value #MEMORY}. The probability is the mean of a beta distribution whose prior, Beta(p, 1 − p) for a
 * declared probability p, weighs as much as one case: (p + taken) / (1 + taken + not taken).
 *
 * <p>Not thread-safe: written and read on one thread.
 */
public final class BranchCounts {
    /** The weight of all cases together, in the long run. */
    public static final int MEMORY = 128;

    private static final double KEPT = 1 - 1.0 / MEMORY;

    private final Changes changes;
    private double declared;
    private double taken;
    private double notTaken;

    /**
     * Nothing counted yet.
     *
     * @param declared the probability that is believed before anything is counted; 0 to 1
     * @throws IllegalArgumentException if it is out of range
     */
    public BranchCounts(double declared) {
        this(declared, new Changes());
    }

    BranchCounts(double declared, Changes changes) {
        if (!(declared >= 0 && declared <= 1)) {
            throw new IllegalArgumentException("declared probability: " + declared + ", but 0 to 1 is allowed");
        }
        this.declared = declared;
        this.changes = changes;
    }

    /** Counts one case. */
    public void add(boolean wasTaken) {
        taken = taken * KEPT + (wasTaken ? 1 : 0);
        notTaken = notTaken * KEPT + (wasTaken ? 0 : 1);
        changes.advance();
    }

    /** The probability that the branch is taken next; 0 to 1. */
    public double probability() {
        return (declared + taken) / (1 + taken + notTaken);
    }

    /** The weight of the cases in which the branch was taken; 0 to {@value #MEMORY}. */
    public double taken() {
        return taken;
    }

    /** The weight of the cases in which the branch was not taken; 0 to {@value #MEMORY}. */
    public double notTaken() {
        return notTaken;
    }

    /** Takes another declaration; what was counted stays. */
    void declare(double probability) {
        if (declared != probability) {
            declared = probability;
            changes.advance();
        }
    }

    void restore(double formerlyTaken, double formerlyNotTaken) {
        taken = formerlyTaken;
        notTaken = formerlyNotTaken;
    }

    @Override
    public String toString() {
        return "probability " + probability() + " from " + (taken + notTaken) + " cases";
    }
}

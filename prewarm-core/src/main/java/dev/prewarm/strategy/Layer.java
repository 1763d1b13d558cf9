package dev.prewarm.strategy;

import dev.prewarm.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Tasks that run at the same time, and each of which is worth warming if the others are on time. If those are not, the run
 * is late all the same: so it is decided for all of them together which are warmed, the costliest first.
 *
 * <p>In one future the run ends as late as the latest of them makes it. With the first m warmed it costs
 * Σ idle + b · E[max(late of those, harm of the others)]; the m with the least of these is taken. It is tried with each one sent
 * at its own best instant, and with all at once: at the m / (m + b) quantile of X, later than one alone. One alone is sent earlier if it
 * is a request that must not meet other calls.
 */
final class Layer {
    /** Of more members fewer instants are tried. */
    private static final int MANY = 128;

    /**
     * A task that is worth warming for itself.
     *
     * @param follows whether it uses a place on an instance that is warmed for another one
     */
    record Candidate(Task task, Exposure exposure, Choice choice, double duration, boolean follows) {
        double start() {
            return exposure.medianStart;
        }

        double end() {
            return start() + duration;
        }
    }

    private static final Comparator<Candidate> BY_START = Comparator.comparingDouble(Candidate::start);
    private static final Comparator<Candidate> COSTLIEST_FIRST = Comparator.comparingDouble(
                    (Candidate candidate) -> candidate.choice.costOfNothing())
            .reversed();

    private final List<Candidate> members = new ArrayList<>();
    private final double start;
    private double firstEnd = Double.POSITIVE_INFINITY;
    private double sendIn = Double.NaN;

    private Layer(double start) {
        this.start = start;
    }

    /** Splits tasks into layers: of two that are in order, the later one starts after the other one's end. */
    static List<Layer> of(List<Candidate> candidates) {
        candidates.sort(BY_START);
        List<Layer> layers = new ArrayList<>();
        Layer layer = null;
        for (Candidate candidate : candidates) {
            if (layer == null || candidate.start() >= layer.firstEnd) {
                layer = new Layer(candidate.start());
                layers.add(layer);
            }
            layer.members.add(candidate);
            layer.firstEnd = Math.min(layer.firstEnd, candidate.end());
        }
        return layers;
    }

    /** When the first of the tasks starts, at the median. */
    double start() {
        return start;
    }

    /** The tasks; those that are to be warmed come first. */
    List<Candidate> members() {
        return members;
    }

    /**
     * What is done: the first so many members are warmed, after so many seconds, or each at its own best instant.
     *
     * @param sendIn NaN for each its own
     */
    private record Selection(int warmed, double sendIn, double cost) {}

    /** Returns how many of the members are to be warmed; see {@link #sendIn} for when. */
    int choose(double price) {
        if (members.size() == 1 && !lateAlone(members.get(0).choice)) {
            return 1;
        }
        members.sort(COSTLIEST_FIRST);
        double[][] harm = harm();
        Selection best = select(Double.NaN, price, harm);
        if (members.size() == 1) {
            // So early that it is never late.
            best = orTogether(best, 0, price, harm);
        }
        int step = (members.size() > MANY) ? 8 : 2;
        for (int together = instances(); together > 1; together /= step) {
            best = orTogether(best, together / (together + price), price, harm);
        }
        sendIn = best.sendIn;
        return best.warmed;
    }

    /** Whether a single one is late, and makes an instance start that it would not if others were warmed along. */
    private static boolean lateAlone(Choice choice) {
        return choice.costOfBeingAlone(choice.sendIn()) > 0;
    }

    /** The cheaper of what there is and of all at once, at a quantile of X. */
    private Selection orTogether(Selection best, double share, double price, double[][] harm) {
        double at = Math.max(0, members.get(0).exposure.latestSend(share));
        Selection common = select(at, price, harm);
        return (common.cost < best.cost) ? common : best;
    }

    /** How many instances are warmed for the members, if all are, but for those that a task needs for its own width. */
    private int instances() {
        int instances = 0;
        for (Candidate member : members) {
            instances += member.follows ? 0 : 1;
        }
        return instances;
    }

    /** In how many seconds a member is to be warmed. */
    double sendIn(Candidate member) {
        return Double.isNaN(sendIn) ? member.choice.sendIn() : sendIn;
    }

    /** By how much the latest of the members from one on delays each future if all of those are left cold. */
    private double[][] harm() {
        int futures = members.get(0).exposure.futures;
        double[][] harm = new double[members.size() + 1][futures];
        for (int i = members.size() - 1; i >= 0; i--) {
            for (int k = 0; k < futures; k++) {
                harm[i][k] = Math.max(harm[i + 1][k], members.get(i).choice.harm(k));
            }
        }
        return harm;
    }

    private Selection select(double sendIn, double price, double[][] harm) {
        double[] late = new double[harm[0].length];
        double idle = 0;
        // Beyond what leaving all of them cold costs.
        double beyond = 0;
        double least = price * mean(late, harm[0]);
        int warmed = 0;
        First first = new First();
        for (int i = 0; i < members.size(); i++) {
            Choice choice = members.get(i).choice;
            double at = Double.isNaN(sendIn) ? choice.sendIn() : sendIn;
            choice.cost(at);
            for (int k = 0; k < late.length; k++) {
                late[k] = Math.max(late[k], choice.late(k));
            }
            idle += members.get(i).follows ? 0 : choice.costOfInstances();
            first.see(choice, at);
            beyond -= choice.costBeyond();
            double cost = idle + beyond + first.costOfBeingAlone() + price * mean(late, harm[i + 1]);
            if (cost < least) {
                least = cost;
                warmed = i + 1;
            }
        }
        return new Selection(warmed, sendIn, least);
    }

    /** The warm-up that is sent first, and whether another one is sent along. */
    private static final class First {
        private double at = Double.POSITIVE_INFINITY;
        private double next = Double.POSITIVE_INFINITY;
        private double cost;

        void see(Choice choice, double sendIn) {
            if (sendIn < at) {
                next = at;
                at = sendIn;
                cost = choice.costOfBeingAlone(sendIn);
            } else {
                next = Math.min(next, sendIn);
            }
        }

        double costOfBeingAlone() {
            return (next <= at + Places.TOGETHER) ? 0 : cost;
        }
    }

    private static double mean(double[] late, double[] harm) {
        double sum = 0;
        for (int k = 0; k < late.length; k++) {
            sum += Math.max(late[k], harm[k]);
        }
        return sum / late.length;
    }
}

package dev.prewarm.simulator.replay;

import dev.prewarm.simulator.replay.Sends.Send;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the sends of least cost: all tasks together at first, then the tasks of one target after another, until nothing
 * improves. What need not be sent soon is taken to be sent in time, and not decided.
 */
final class Search {
    /** What need not be sent within so many nanoseconds is far. */
    private static final long FAR = 1_000_000_000;

    private static final int PASSES = 2;
    private static final int COARSE = 6;
    /** Of more tasks of one target than that single ones are not moved; of still more none are. */
    private static final int FEW = 4;

    private static final int MANY = 256;
    /** The shares of futures in which tasks that are moved together may be late. */
    private static final double[] SHARES = {0, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75};

    private final Outlook outlook;
    private final Evaluator evaluator;
    private final List<Integer> near = new ArrayList<>();
    private final List<Integer> far = new ArrayList<>();
    private Sends best;
    private double least;

    Search(Outlook outlook) {
        this(outlook, Evaluator.of(outlook));
    }

    Search(Outlook outlook, Evaluator evaluator) {
        this.outlook = outlook;
        this.evaluator = evaluator;
        this.best = new Sends(outlook.size());
        for (int task = 0; task < outlook.size(); task++) {
            sort(task);
        }
        this.least = near.isEmpty() ? 0 : evaluator.cost(best);
    }

    private void sort(int task) {
        Prospect prospect = outlook.get(task);
        if (prospect.open && prospect.latest.length > 0) {
            if (prospect.latest[0] > FAR && !prospect.lapses()) {
                best.set(task, Send.at(prospect.latest[0]));
                far.add(task);
            } else {
                near.add(task);
            }
        }
    }

    /** The tasks that are decided. */
    List<Integer> near() {
        return near;
    }

    /** Those that need not be sent soon. */
    List<Integer> far() {
        return far;
    }

    /** What the best costs if the task is sent only once its branch is resolved; infinite if none is open. */
    double waiting(int task) {
        return outlook.get(task).branchOpen ? with(task, onceResolved(task)) : Double.POSITIVE_INFINITY;
    }

    /** The sends of least cost that were found. */
    Sends run() {
        if (!near.isEmpty()) {
            together();
            Map<Integer, List<Integer>> groups = new TreeMap<>();
            for (int task : near) {
                groups.computeIfAbsent(outlook.get(task).number(), number -> new ArrayList<>())
                        .add(task);
            }
            int passes = (groups.size() == 1) ? 1 : PASSES;
            for (int pass = 0; pass < passes && near.size() <= MANY && improved(groups.values()); pass++) {}
        }
        return best;
    }

    /** What the best sends cost. */
    double cost() {
        return least;
    }

    /** The cost if the task is treated so, and all others as in the best. */
    double with(int task, Send send) {
        return evaluator.with(best, task, send);
    }

    /** All at once, each at the fractile of so many instances as would idle together. */
    private void together() {
        int instances =
                near.stream().mapToInt(task -> outlook.get(task).instances).sum();
        int step = (near.size() > MANY) ? 8 : 2;
        for (int many = instances; many >= 1; many /= step) {
            move(near, many / (many + outlook.price));
        }
    }

    /** Whether moving tasks was better. */
    private boolean improved(Iterable<List<Integer>> groups) {
        double before = least;
        for (List<Integer> group : groups) {
            if (group.size() > 1) {
                collectively(group);
            }
            if (group.size() <= FEW) {
                group.forEach(this::single);
            }
        }
        return least < before;
    }

    private void collectively(List<Integer> group) {
        tries(group, task -> Send.NONE);
        tries(group, task -> Send.at(0));
        for (double share : SHARES) {
            move(group, share);
        }
        if (group.stream().anyMatch(task -> outlook.get(task).branchOpen)) {
            tries(group, this::onceResolved);
        }
        if (group.stream().anyMatch(task -> outlook.get(task).predecessorPending)) {
            for (double share : SHARES) {
                tries(group, task -> afterPredecessor(task, share));
            }
        }
        // The last ones are left cold: the others may do for them, or all wait for them anyway.
        for (int left = group.size() / 2; left >= 1; left /= 2) {
            List<Integer> last = group.subList(group.size() - left, group.size());
            tries(last, task -> Send.NONE);
        }
    }

    private void move(List<Integer> tasks, double share) {
        tries(tasks, task -> Send.at(Math.max(0, rank(outlook.get(task).latest, share))));
    }

    private static long rank(long[] sorted, double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    private Send onceResolved(int task) {
        Prospect prospect = outlook.get(task);
        return prospect.branchOpen ? new Send(0, null, prospect.resolved) : best.get(task);
    }

    private Send afterPredecessor(int task, double share) {
        Prospect prospect = outlook.get(task);
        return prospect.predecessorPending
                ? new Send(Math.max(0, rank(prospect.latestAfterPredecessor(), share)), prospect.predecessorStart, null)
                : best.get(task);
    }

    /** What is to be done with a task. */
    private interface Treatment {
        Send of(int task);
    }

    private void tries(List<Integer> tasks, Treatment treatment) {
        Sends other = best.copy();
        tasks.forEach(task -> other.set(task, treatment.of(task)));
        double cost = evaluator.cost(other);
        if (better(cost)) {
            least = cost;
            best = other;
        }
    }

    private boolean better(double cost) {
        return cost < least - 1e-9 * Math.abs(least) - 1e-9;
    }

    private void single(int task) {
        Prospect prospect = outlook.get(task);
        tries(task, Send.NONE);
        search(task, null, prospect.instants(null));
        if (prospect.branchOpen) {
            tries(task, onceResolved(task));
        }
        if (prospect.predecessorPending) {
            search(task, prospect.predecessorStart, prospect.instants(prospect.predecessorStart));
        }
    }

    private double tries(int task, Send send) {
        double cost = with(task, send);
        if (better(cost)) {
            least = cost;
            best = best.copy();
            best.set(task, send);
        }
        return cost;
    }

    /** A few instants first, and then ever nearer ones to the best. */
    private void search(int task, long @Nullable [] origin, long[] instants) {
        double[] costs = new double[instants.length];
        Arrays.fill(costs, Double.NaN);
        int at = 0;
        for (int step = Math.max(1, instants.length / COARSE), from = 0, to = instants.length - 1;
                step > 0;
                step /= 2, from = Math.max(0, at - step), to = Math.min(instants.length - 1, at + step)) {
            for (int i = from; i <= to; i += step) {
                if (Double.isNaN(costs[i])) {
                    costs[i] = tries(task, new Send(instants[i], origin, null));
                }
                at = (costs[i] < costs[at] || Double.isNaN(costs[at])) ? i : at;
            }
        }
    }
}

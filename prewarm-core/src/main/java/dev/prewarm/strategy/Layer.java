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
 * Σ idle + b · E[max(late of those, harm of the others)]; the m with the least of these is taken.
 */
final class Layer {
    /** A task that is worth warming for itself. */
    record Candidate(Task task, Exposure exposure, Choice choice, double duration) {
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
    private double firstEnd = Double.POSITIVE_INFINITY;

    private Layer() {}

    /** Splits tasks into layers: of two that are in order, the later one starts after the other one's end. */
    static List<Layer> of(List<Candidate> candidates) {
        candidates.sort(BY_START);
        List<Layer> layers = new ArrayList<>();
        Layer layer = null;
        for (Candidate candidate : candidates) {
            if (layer == null || candidate.start() >= layer.firstEnd) {
                layer = new Layer();
                layers.add(layer);
            }
            layer.members.add(candidate);
            layer.firstEnd = Math.min(layer.firstEnd, candidate.end());
        }
        return layers;
    }

    /** The tasks; those that are to be warmed come first. */
    List<Candidate> members() {
        return members;
    }

    /** Returns how many of the tasks are to be warmed. */
    int choose(double price) {
        int size = members.size();
        if (size == 1) {
            return 1;
        }
        members.sort(COSTLIEST_FIRST);
        int futures = members.get(0).exposure.futures;
        double[][] harm = new double[size + 1][futures];
        for (int i = size - 1; i >= 0; i--) {
            for (int k = 0; k < futures; k++) {
                harm[i][k] = Math.max(harm[i + 1][k], members.get(i).choice.harm(k));
            }
        }
        double[] late = new double[futures];
        double idle = 0;
        double least = price * mean(late, harm[0]);
        int best = 0;
        for (int m = 1; m <= size; m++) {
            Choice choice = members.get(m - 1).choice;
            double delay = 0;
            for (int k = 0; k < futures; k++) {
                double own = choice.late(k);
                delay += own;
                late[k] = Math.max(late[k], own);
            }
            idle += choice.costOfSending() - price * delay / futures;
            double cost = idle + price * mean(late, harm[m]);
            if (cost < least) {
                least = cost;
                best = m;
            }
        }
        return best;
    }

    private static double mean(double[] late, double[] harm) {
        double sum = 0;
        for (int k = 0; k < late.length; k++) {
            sum += Math.max(late[k], harm[k]);
        }
        return sum / late.length;
    }
}

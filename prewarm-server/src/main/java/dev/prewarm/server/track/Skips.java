package dev.prewarm.server.track;

import dev.prewarm.server.event.Step;
import dev.prewarm.server.event.TriggerRule;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which tasks an orchestrator skips, by their rules, because others were skipped or not chosen. A task whose rule is not known is
 * left to the Prewarmer, which lets a join wait for those that are live.
 */
final class Skips {
    private Skips() {}

    /**
     * The tasks after one that was skipped that are skipped therefore, and so on.
     *
     * @param skipped whether a task was skipped
     */
    static List<String> because(String task, RunGraph graph, Predicate<String> skipped) {
        Set<String> found = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(task));
        while (!open.isEmpty()) {
            String cause = open.remove();
            for (String next : graph.after(cause)) {
                // What follows from one that was skipped before was found then.
                if (!found.contains(next)
                        && !skipped.test(next)
                        && follows(graph, next, id -> id.equals(cause) || found.contains(id) || skipped.test(id))) {
                    found.add(next);
                    open.add(next);
                }
            }
        }
        return List.copyOf(found);
    }

    private static boolean follows(RunGraph graph, String task, Predicate<String> skipped) {
        TriggerRule rule = graph.rule(task);
        if (rule == null) {
            return false;
        }
        return switch (rule) {
            case ALL_SUCCESS, NONE_SKIPPED, ALL_FAILED -> true;
            case ONE_SUCCESS, NONE_FAILED_MIN_ONE_SUCCESS, ALL_DONE_MIN_ONE_SUCCESS, ONE_FAILED ->
                before(graph, task).stream().allMatch(skipped);
            case ALL_DONE, ALL_DONE_SETUP_SUCCESS, ALL_SKIPPED, ONE_DONE, NONE_FAILED, ALWAYS -> false;
        };
    }

    private static Collection<String> before(RunGraph graph, String task) {
        Step step = graph.shape().steps().get(task);
        return (step == null) ? List.of() : step.after();
    }

    /** The tasks directly after a choice that are skipped, since neither they nor what leads to them were chosen. */
    static List<String> notChosen(String chooser, Collection<String> chosen, RunGraph graph) {
        Set<String> reached = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(chosen);
        while (!open.isEmpty()) {
            String task = open.remove();
            if (reached.add(task)) {
                open.addAll(graph.after(task));
            }
        }
        return graph.after(chooser).stream()
                .filter(next -> !reached.contains(next))
                .toList();
    }
}

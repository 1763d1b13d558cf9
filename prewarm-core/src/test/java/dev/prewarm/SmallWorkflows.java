package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.TaskOption.lasting;

import com.google.common.collect.Collections2;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** All directed acyclic graphs of a few tasks, up to the names of the tasks. */
final class SmallWorkflows {
    private SmallWorkflows() {}

    /** Every workflow of so many tasks, each task with a target of its own that bears its id. */
    static List<Workflow> of(int tasks) {
        int edges = tasks * (tasks - 1) / 2;
        List<Workflow> all = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        for (int set = 0; set < 1 << edges; set++) {
            if (seen.add(canonical(tasks, set))) {
                all.add(workflow(tasks, set));
            }
        }
        return all;
    }

    /** The least adjacency matrix that renaming the tasks can give. */
    private static long canonical(int tasks, int edges) {
        long least = Long.MAX_VALUE;
        for (List<Integer> names :
                Collections2.permutations(IntStream.range(0, tasks).boxed().toList())) {
            long matrix = 0;
            int edge = 0;
            for (int to = 0; to < tasks; to++) {
                for (int from = 0; from < to; from++) {
                    if ((edges >> edge++ & 1) == 1) {
                        matrix |= 1L << (names.get(from) * tasks + names.get(to));
                    }
                }
            }
            least = Math.min(least, matrix);
        }
        return least;
    }

    /** All ways of renaming the tasks that leave the graph as it is; by index, the new index. */
    static List<List<Integer>> automorphisms(Workflow workflow) {
        List<Task> tasks = List.copyOf(workflow.tasks());
        return Collections2.permutations(
                        IntStream.range(0, tasks.size()).boxed().toList())
                .stream()
                .filter(renamed -> tasks.stream()
                        .allMatch(from -> renamed(workflow.outgoing(from), renamed)
                                .equals(ends(workflow.outgoing(tasks.get(renamed.get(from.index())))))))
                .map(List::copyOf)
                .toList();
    }

    private static Set<Integer> renamed(List<Dependency> dependencies, List<Integer> renamed) {
        return dependencies.stream().map(next -> renamed.get(next.to().index())).collect(Collectors.toSet());
    }

    private static Set<Integer> ends(List<Dependency> dependencies) {
        return dependencies.stream().map(next -> next.to().index()).collect(Collectors.toSet());
    }

    private static Workflow workflow(int tasks, int edges) {
        Workflow.Builder builder = Workflow.builder("graph " + tasks + "/" + edges);
        int edge = 0;
        for (int to = 0; to < tasks; to++) {
            List<String> before = new ArrayList<>();
            for (int from = 0; from < to; from++) {
                if ((edges >> edge++ & 1) == 1) {
                    before.add(id(from));
                }
            }
            List<TaskOption> options = new ArrayList<>(List.of(lasting(Duration.ofMillis(700))));
            if (!before.isEmpty()) {
                options.add(after(before.toArray(String[]::new)));
            }
            Target target = Target.of(id(to), URI.create("http://" + id(to) + ".test"));
            builder.task(id(to), target, options.toArray(TaskOption[]::new));
        }
        return builder.build();
    }

    private static String id(int task) {
        return String.valueOf((char) ('a' + task));
    }
}

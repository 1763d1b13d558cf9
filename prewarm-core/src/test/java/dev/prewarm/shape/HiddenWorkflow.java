package dev.prewarm.shape;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.TaskOption.needing;

import dev.prewarm.Target;
import dev.prewarm.TaskOption;
import dev.prewarm.Workflow;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A workflow that an engine's code holds, drawn from a seed: tasks of random durations, joins of all and of any n.
 *
 * @param tasks in a topological order
 */
record HiddenWorkflow(List<HiddenTask> tasks) {
    private static final int MOST_TASKS = 12;

    /**
     * A task.
     *
     * @param needs of how many of its predecessors it needs the end
     * @param median of its duration, in seconds
     * @param spread of the logarithm of its duration
     */
    record HiddenTask(String id, List<String> after, int needs, boolean local, double median, double spread) {
        double draw(Random random) {
            return median * Math.exp(spread * random.nextGaussian());
        }
    }

    static HiddenWorkflow of(long seed) {
        Random random = new Random(seed);
        int size = 2 + random.nextInt(MOST_TASKS - 1);
        double density = 0.1 + 0.6 * random.nextDouble();
        List<HiddenTask> tasks = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            List<String> before = new ArrayList<>();
            for (int j = 0; j < i; j++) {
                if (random.nextDouble() < density) {
                    before.add("t" + j);
                }
            }
            int needs =
                    (before.size() > 1 && random.nextInt(4) == 0) ? 1 + random.nextInt(before.size()) : before.size();
            tasks.add(new HiddenTask(
                    "t" + i,
                    before,
                    needs,
                    random.nextInt(6) == 0,
                    0.5 + 4 * random.nextDouble(),
                    0.05 + 0.25 * random.nextDouble()));
        }
        return new HiddenWorkflow(tasks);
    }

    /** As one would declare it. */
    Workflow declared() {
        Workflow.Builder builder = Workflow.builder("hidden");
        for (HiddenTask task : tasks) {
            List<TaskOption> options = new ArrayList<>();
            task.after.forEach(before -> options.add(after(before)));
            if (task.needs < task.after.size()) {
                options.add(needing(task.needs));
            }
            TaskOption[] all = options.toArray(TaskOption[]::new);
            target(task.id)
                    .ifPresentOrElse(
                            target -> builder.task(task.id, target, all), () -> builder.localTask(task.id, all));
        }
        return builder.build();
    }

    /** What a task calls; each has a service of its own. */
    Optional<Target> target(String id) {
        return tasks.stream()
                .filter(task -> task.id.equals(id) && !task.local)
                .map(task -> Target.of("s-" + id, URI.create("http://" + id + ".example.org")))
                .findFirst();
    }
}

package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.TaskOption.lasting;
import static dev.prewarm.TaskOption.needing;
import static dev.prewarm.TaskOption.width;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * Workflows drawn from a seed: equal seeds give equal workflows. Some tasks are local and some share a target; there are
 * joins of all and of any n, wide tasks, and steps that are certain, that have a probability, or that are alternatives.
 */
public final class RandomWorkflows {
    private static final int MOST_TASKS = 12;
    private static final int TARGETS = 5;

    private RandomWorkflows() {}

    /** The seeds that a property is tried with; meant as a method source. */
    public static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    /** A workflow of 1 to 12 tasks. */
    public static Workflow workflow(long seed) {
        return build(steps(seed));
    }

    /** What {@link #workflow} is built from, in a topological order. */
    public static List<Step> steps(long seed) {
        Random random = new Random(seed);
        int size = 1 + random.nextInt(MOST_TASKS);
        double density = random.nextDouble();
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            List<String> predecessors = new ArrayList<>();
            for (int j = 0; j < i; j++) {
                if (random.nextDouble() < density) {
                    predecessors.add("t" + j);
                }
            }
            steps.add(step("t" + i, predecessors, size, random));
        }
        return steps;
    }

    /** Builds a workflow from steps in any order. */
    public static Workflow build(List<Step> steps) {
        Workflow.Builder builder = Workflow.builder("random");
        for (Step step : steps) {
            TaskOption[] options = step.options().toArray(new TaskOption[0]);
            if (step.target().isPresent()) {
                builder.task(step.id(), step.target().get(), options);
            } else {
                builder.localTask(step.id(), options);
            }
        }
        return builder.build();
    }

    private static Step step(String id, List<String> predecessors, int size, Random random) {
        List<TaskOption> options = new ArrayList<>();
        for (String predecessor : predecessors) {
            options.add(
                    switch (random.nextInt(4)) {
                        case 0 -> after(predecessor).withProbability(random.nextDouble());
                        // At most 1 / size each, so that those after one task cannot sum above 1.
                        case 1 -> after(predecessor).asAlternative(random.nextDouble() / size);
                        default -> after(predecessor);
                    });
        }
        if (!predecessors.isEmpty() && random.nextInt(4) == 0) {
            options.add(needing(1 + random.nextInt(predecessors.size())));
        }
        if (random.nextInt(3) == 0) {
            options.add(width(1 + random.nextInt(20)));
        }
        if (random.nextBoolean()) {
            options.add(lasting(Duration.ofMillis(random.nextInt(10_000))));
        }
        Optional<Target> target = (random.nextInt(5) == 0) ? Optional.empty() : Optional.of(target(random));
        return new Step(id, target, List.copyOf(predecessors), options);
    }

    private static Target target(Random random) {
        String name = "s" + random.nextInt(TARGETS);
        return Target.of(name, URI.create("http://" + name + ".example.org"));
    }

    /** A task to be added; the predecessors are also among the options. */
    public record Step(String id, Optional<Target> target, List<String> predecessors, List<TaskOption> options) {
        /** This step, coming after one more task. */
        public Step alsoAfter(String predecessor) {
            List<String> more = new ArrayList<>(predecessors);
            more.add(predecessor);
            List<TaskOption> moreOptions = new ArrayList<>(options);
            moreOptions.add(after(predecessor));
            return new Step(id, target, more, moreOptions);
        }
    }
}

package dev.prewarm.benchmarks;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.TaskOption.lasting;

import dev.prewarm.Prior;
import dev.prewarm.Target;
import dev.prewarm.TaskOption;
import dev.prewarm.Workflow;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The workflows that are measured. Tasks take about 2 s; each has a target of its own, with a cold start of 1.5 s. */
final class Shapes {
    /** Tasks in a layer of a layered graph. */
    private static final int LAYER = 10;

    private static final String FAN = "fan-";

    private static final Prior DURATION = new Prior(Duration.ofSeconds(2), 0.2);
    private static final Prior COLD_START = new Prior(Duration.ofMillis(1_500), 0.3);

    private Shapes() {}

    /**
     * The workflow of that name: {@code chain-2}, {@code fork-5} and {@code fork-7}, shaped like the median, the 90th and the
     * 95th percentile of production workflows; {@code layered-N} with N tasks; or {@code fan-N}, one task and after it N of one
     * service, whose instances serve one call at a time.
     */
    static Workflow named(String name) {
        return switch (name) {
            case "chain-2" -> levels(name, 1, 1);
            case "fork-5" -> levels(name, 1, 2, 1, 1);
            case "fork-7" -> levels(name, 1, 1, 3, 1, 1);
            default -> {
                int tasks = tasks(name);
                yield name.startsWith(FAN) ? fan(name, tasks) : layered(name, tasks, targets(tasks));
            }
        };
    }

    private static int tasks(String name) {
        if (!name.matches("(layered|fan)-\\d{1,9}")) {
            throw new IllegalArgumentException(
                    "shape \"" + name + "\": chain-2, fork-5, fork-7, layered-N and fan-N are allowed");
        }
        return Integer.parseInt(name.substring(name.indexOf('-') + 1));
    }

    private static Workflow fan(String name, int width) {
        Workflow.Builder builder = Workflow.builder(name);
        add(builder, "first", target("first"), List.of());
        Target shared = Target.builder("each", URI.create("http://each.example/"))
                .coldStart(COLD_START)
                .concurrency(1)
                .build();
        for (int i = 0; i < width; i++) {
            add(builder, "t" + i, shared, List.of("first"));
        }
        return builder.build();
    }

    /** Levels of so many tasks, each of which waits for the whole level before. */
    private static Workflow levels(String name, int... widths) {
        Workflow.Builder builder = Workflow.builder(name);
        List<String> before = List.of();
        int next = 0;
        for (int width : widths) {
            List<String> level = new ArrayList<>();
            for (int i = 0; i < width; i++) {
                String id = "t" + next++;
                add(builder, id, target(id), before);
                level.add(id);
            }
            before = level;
        }
        return builder.build();
    }

    /** Layers of ten tasks, each of which waits for three of the layer before; the targets take turns. */
    static Workflow layered(String name, int tasks, List<Target> targets) {
        Workflow.Builder builder = Workflow.builder(name);
        for (int i = 0; i < tasks; i++) {
            List<String> before = new ArrayList<>();
            int above = i - i % LAYER - LAYER;
            for (int j = 0; j < 3 && above >= 0; j++) {
                before.add("t" + (above + (i + j) % LAYER));
            }
            add(builder, "t" + i, targets.get(i % targets.size()), before);
        }
        return builder.build();
    }

    /** So many targets. */
    static List<Target> targets(int count) {
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            targets.add(target("t" + i));
        }
        return targets;
    }

    private static void add(Workflow.Builder builder, String id, Target target, List<String> before) {
        TaskOption duration = lasting(DURATION);
        if (before.isEmpty()) {
            builder.task(id, target, duration);
        } else {
            builder.task(id, target, duration, after(before.toArray(String[]::new)));
        }
    }

    private static Target target(String id) {
        return Target.builder(id, URI.create("http://" + id + ".example/"))
                .coldStart(COLD_START)
                .build();
    }
}

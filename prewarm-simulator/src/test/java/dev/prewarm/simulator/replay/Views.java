package dev.prewarm.simulator.replay;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.TaskOption.width;

import dev.prewarm.RunView;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.TaskOption;
import dev.prewarm.Workflow;
import dev.prewarm.forecast.LearnedStatistics;
import dev.prewarm.testing.FixedRunView;
import dev.prewarm.testing.FixedWarmth;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Views of runs of which much has been learned. */
final class Views {
    static final Instant NOW = Instant.EPOCH.plusSeconds(1_000);
    private static final int LEARNED = 128;
    private static final int MOST_TASKS = 7;

    private Views() {}

    static Target target(String name, int concurrency) {
        return Target.builder(name, URI.create("http://" + name + ".test"))
                .concurrency(concurrency)
                .retention(Duration.ofSeconds(60))
                .build();
    }

    /** A run whose first task, of the given length, has been running for so long; all cold starts are 2 s. */
    static FixedRunView running(Workflow workflow, double seconds, double elapsed) {
        LearnedStatistics statistics = LearnedStatistics.empty();
        for (Task task : workflow.tasks()) {
            for (int i = 0; i < LEARNED; i++) {
                statistics.of(workflow).warm(task).add(seconds);
            }
        }
        for (Target target : workflow.targets()) {
            for (int i = 0; i < LEARNED; i++) {
                statistics.of(target).coldStarts().add(1, 2);
            }
        }
        Instant start = NOW.minusNanos(Math.round(elapsed * 1e9));
        return FixedRunView.of(workflow)
                .startedAt(start)
                .now(NOW)
                .running("first", start)
                .statistics(statistics)
                .build();
    }

    /** A run of up to seven tasks in any order, drawn from a seed, each with a target of its own or with one of few. */
    static RunView random(long seed, boolean shared) {
        Random random = new Random(seed);
        Workflow workflow = workflow(random, shared);
        LearnedStatistics statistics = LearnedStatistics.empty();
        for (Task task : workflow.tasks()) {
            double median = 0.2 + 5 * random.nextDouble();
            for (int i = 0; i < LEARNED; i++) {
                statistics.of(workflow).warm(task).add(median * Math.exp(0.4 * random.nextGaussian()));
            }
        }
        FixedRunView.Builder run = FixedRunView.of(workflow);
        for (Target target : workflow.targets()) {
            for (int i = 0; i < LEARNED; i++) {
                statistics.of(target).coldStarts().add(1, 1.5 * Math.exp(0.5 * random.nextGaussian()));
            }
            if (shared && random.nextInt(3) == 0) {
                int ready = 1 + random.nextInt(3);
                run.warmth(
                        target.name(),
                        FixedWarmth.ready(
                                ready,
                                (target.concurrency() == 0) ? Integer.MAX_VALUE : ready * target.concurrency(),
                                NOW.plusMillis(random.nextInt(50_000))));
            }
        }
        Instant start = NOW.minusMillis(random.nextInt(3_000));
        return run.startedAt(start)
                .now(NOW)
                .running("first", start)
                .statistics(statistics)
                .build();
    }

    private static Workflow workflow(Random random, boolean shared) {
        Workflow.Builder builder = Workflow.builder("random").localTask("first");
        int size = 1 + random.nextInt(MOST_TASKS);
        List<String> ids = new ArrayList<>(List.of("first"));
        for (int i = 0; i < size; i++) {
            List<TaskOption> options = new ArrayList<>();
            List<String> before = new ArrayList<>();
            for (String id : ids) {
                if (random.nextInt(3) == 0) {
                    before.add(id);
                }
            }
            before = before.isEmpty() ? List.of("first") : before;
            boolean branch = random.nextInt(4) == 0;
            for (String id : before) {
                options.add(branch ? after(id).withProbability(0.3 + 0.6 * random.nextDouble()) : after(id));
            }
            options.add(width(1 + random.nextInt(3)));
            int which = shared ? random.nextInt(2) : i;
            builder.task(
                    "t" + i,
                    target("s" + which, new int[] {0, 1, 2, 10}[which % 4]),
                    options.toArray(TaskOption[]::new));
            ids.add("t" + i);
        }
        return builder.build();
    }
}

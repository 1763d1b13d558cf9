package dev.prewarm.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Dependency;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.TaskOption;
import dev.prewarm.Workflow;
import dev.prewarm.shape.Told;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever two processes learn, take back and merge through one store, what is written is read again. */
@Tag("once")
class SnapshotsAreReadAgainTest {
    private static final int PROCESSES = 2;
    private static final Workflow WORKFLOW = Workflow.builder("w")
            .task("a", Target.of("target", URI.create("http://target.test")))
            .localTask("b", TaskOption.after("a").withProbability(0.5))
            .build();

    static LongStream seeds() {
        return LongStream.range(0, 150);
    }

    /** A duration that may be taken back. */
    private record Taught(DurationHistory history, double seconds) {}

    /** One that learns. */
    private static final class Worker {
        final LearnedStatistics statistics;
        final List<Taught> taught = new ArrayList<>();

        Worker(LearnedSnapshot snapshot) {
            statistics = LearnedStatistics.from(snapshot);
        }

        void learn(Random random, int run, double rare) {
            switch (random.nextInt(4)) {
                case 0 -> durations(random);
                case 1 -> takeBack(random);
                case 2 -> ofTarget(random);
                default -> Told.learn(statistics.shapes(), "w", run, events(random, rare));
            }
        }

        private void durations(Random random) {
            WorkflowStatistics learned = statistics.of(WORKFLOW);
            Task task = WORKFLOW.tasks().get(random.nextInt(2));
            DurationHistory history = random.nextBoolean() ? learned.warm(task) : learned.cold(task);
            // Now and then so many that the first are forgotten, or of another size, so that they drift.
            int scale = 1 + random.nextInt(3);
            for (int i = random.nextInt(random.nextBoolean() ? 4 : 200); i >= 0; i--) {
                double seconds = scale * (1 + random.nextInt(20)) / 8.0;
                history.add(seconds);
                taught.add(new Taught(history, seconds));
            }
            Dependency branch = WORKFLOW.incoming(WORKFLOW.task("b")).get(0);
            learned.branch(branch).add(random.nextBoolean());
        }

        private void takeBack(Random random) {
            for (int i = random.nextInt(300); i > 0 && !taught.isEmpty(); i--) {
                Taught last = taught.remove(taught.size() - 1);
                last.history.takeBack(last.seconds);
            }
        }

        private void ofTarget(Random random) {
            TargetStatistics target = statistics.of(WORKFLOW.task("a").target().orElseThrow());
            target.coldStarts().add(1 + random.nextInt(9), random.nextDouble());
            target.retention().foundCold(Duration.ofMillis(random.nextInt(60_000)));
            target.retention().foundWarm(Duration.ofMillis(random.nextInt(60_000)));
        }
    }

    /** A run of a, b and c, as {@link Told#trace} reads it, in any order; what does not start each time is rare. */
    private static String events(Random random, double rare) {
        List<String> running = new ArrayList<>();
        StringBuilder events = new StringBuilder("a&b");
        running.add("a");
        running.add("b");
        boolean begun = false;
        while (!running.isEmpty() || !begun) {
            boolean starts = running.isEmpty() || random.nextDouble() < rare;
            events.append(random.nextDouble() < rare ? "&" : " ");
            if (starts) {
                String kind = begun ? "abcd".substring(random.nextInt(4)).substring(0, 1) : "c";
                running.add(kind);
                events.append(kind);
                begun = true;
            } else {
                events.append(random.nextDouble() < rare ? "!" : "/")
                        .append(running.remove(random.nextInt(running.size())));
            }
        }
        return events.toString();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whateverIsLearnedAndMerged(long seed) throws IOException {
        Random random = new Random(seed);
        double rare = random.nextBoolean() ? 0.02 : 0.3;
        LearnedSnapshot store = LearnedSnapshot.empty();
        Worker[] processes = new Worker[PROCESSES];
        for (int i = 0; i < PROCESSES; i++) {
            processes[i] = new Worker(store);
        }
        for (int run = 0; run < 600; run++) {
            int which = random.nextInt(PROCESSES);
            // Both may hear of one run, in another order.
            processes[which].learn(random, random.nextInt(8) == 0 ? random.nextInt(100) : 1_000 + run, rare);
            if (random.nextInt(60) == 0) {
                store = saved(store.merge(saved(processes[which].statistics.snapshot())));
                if (random.nextInt(4) == 0) {
                    processes[which] = new Worker(store);
                }
            }
        }
        for (Worker process : processes) {
            store = saved(store.merge(saved(process.statistics.snapshot())));
        }
    }

    private static LearnedSnapshot saved(LearnedSnapshot snapshot) throws IOException {
        LearnedSnapshot read = LearnedSnapshot.fromBytes(snapshot.toBytes());
        assertThat(read).isEqualTo(snapshot);
        assertThat(LearnedStatistics.from(read).snapshot()).isEqualTo(snapshot);
        return read;
    }
}

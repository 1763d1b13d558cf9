package dev.prewarm.forecast;

import static dev.prewarm.TaskOption.after;

import dev.prewarm.Target;
import dev.prewarm.Workflow;
import dev.prewarm.shape.Told;
import java.net.URI;
import java.time.Duration;

/** Statistics for tests of what keeps them. */
public final class Learned {
    public static final Workflow WORKFLOW = Workflow.builder("thumbnails")
            .localTask("fetch")
            .localTask("label", after("fetch").withProbability(0.3))
            .build();
    public static final Target TARGET = Target.of("fetcher", URI.create("http://fetcher.example"));

    private Learned() {}

    /** So many durations of "fetch", and some of everything else. */
    public static LearnedStatistics statistics(int durations) {
        LearnedStatistics statistics = LearnedStatistics.empty();
        WorkflowStatistics learned = statistics.of(WORKFLOW);
        for (int i = 1; i <= durations; i++) {
            // By turns high and low: in ascending order they would be taken for a drift.
            learned.warm(WORKFLOW.task("fetch")).add((i % 2 == 0) ? i : 1_000 - i);
        }
        learned.cold(WORKFLOW.task("label")).add(4.5);
        learned.queueing(WORKFLOW.task("fetch")).add(0.2);
        learned.queueing(WORKFLOW.task("label")).add(0.4);
        learned.branch(WORKFLOW.incoming(WORKFLOW.task("label")).get(0)).add(true);
        TargetStatistics target = statistics.of(TARGET);
        target.coldStarts().add(3, 2.5);
        target.retention().foundCold(Duration.ofSeconds(10));
        Told.learn(statistics.shapes(), "orders", 1, "fetch /fetch&pay /pay");
        return statistics;
    }

    public static LearnedSnapshot snapshot(int durations) {
        return statistics(durations).snapshot();
    }
}

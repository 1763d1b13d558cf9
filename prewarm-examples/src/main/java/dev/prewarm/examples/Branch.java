package dev.prewarm.examples;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.TaskOption.lasting;

import dev.prewarm.Decision;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.Prior;
import dev.prewarm.Target;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import dev.prewarm.knative.client.KnativeWarmupClient;
import dev.prewarm.testing.knative.MockKnative;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * A claim is checked and then settled, automatically nine times in ten, and else by a review. While the check runs
 * nobody knows which. The likely way is worth warming; the unlikely one would cost more than it saves.
 */
final class Branch {
    private static final Duration COLD_START = Duration.ofSeconds(2);
    private static final Duration WORK = Duration.ofSeconds(3);

    private final Speed speed;

    Branch(Speed speed) {
        this.speed = speed;
    }

    /** The way that a run takes after the check. */
    enum Way {
        AUTOMATIC,
        REVIEW;

        private String task() {
            return name().toLowerCase(Locale.ROOT);
        }

        private Way other() {
            return (this == AUTOMATIC) ? REVIEW : AUTOMATIC;
        }
    }

    /** Runs it that way; returns what was decided, and why. */
    List<Decision> run(Way way) throws Exception {
        try (MockKnative knative = knative();
                KnativeWarmupClient client = KnativeWarmupClient.builder().build();
                Prewarmer prewarmer = Prewarmer.builder(client)
                        .strategy(PrewarmStrategy.costAware(10))
                        .build()) {
            Workflow workflow = Workflow.builder("claims")
                    .task("check", target("check", knative), lasting(prior(WORK)))
                    .task(
                            "automatic",
                            target("automatic", knative),
                            after("check").asAlternative(0.9))
                    .task("review", target("review", knative), after("check").asAlternative(0.1))
                    .build();
            HttpCalls calls = new HttpCalls();
            WorkflowRun run = prewarmer.start(workflow);
            try (run) {
                run.call("check", () -> calls.get(knative.uri("check")));
                run.skipped(way.other().task());
                run.call(way.task(), () -> calls.get(knative.uri(way.task())));
            }
            return run.decisions();
        }
    }

    private MockKnative knative() throws IOException {
        return MockKnative.builder()
                .service("check", COLD_START, WORK)
                .service("automatic", COLD_START, WORK)
                .service("review", COLD_START, WORK)
                .speed(speed.factor())
                .start();
    }

    private Target target(String name, MockKnative knative) {
        return Target.builder(name, knative.uri(name))
                .coldStart(prior(COLD_START))
                .retention(speed.real(Target.DEFAULT_RETENTION))
                .build();
    }

    private Prior prior(Duration median) {
        return new Prior(speed.real(median), 0.1);
    }
}

package dev.prewarm.examples;

import static dev.prewarm.TaskOption.after;

import dev.prewarm.Prior;
import dev.prewarm.Target;
import dev.prewarm.TaskOption;
import dev.prewarm.Workflow;
import dev.prewarm.testing.knative.MockKnative;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The workflow of the paper: three services in a row that sleep for 3 s, 7 s and 5 s, with a cold start of about 1 s.
 *
 * <p>Source: Kim, Yhu, Yu, <i>Mitigating Cold Start Chain by Pre-Warming Containers in Serverless Platform</i>, 2022.
 *
 * @param speed by how much all times are divided
 */
record PaperWorkflow(Speed speed) {
    private static final Duration COLD_START = Duration.ofSeconds(1);
    private static final List<Step> STEPS = List.of(new Step("first", 3), new Step("second", 7), new Step("third", 5));
    /** Nobody knows durations exactly; one who has measured them often may know them to 2 %. */
    private static final double UNCERTAINTY = 0.02;

    private record Step(String name, int seconds) {
        Duration work() {
            return Duration.ofSeconds(seconds);
        }
    }

    /** The services, scaled to zero. */
    MockKnative services() throws IOException {
        MockKnative.Builder services = MockKnative.builder().speed(speed.factor());
        for (Step step : STEPS) {
            services.service(step.name, COLD_START, step.work());
        }
        return services.start();
    }

    /** @param priors whether to say how long tasks and cold starts take */
    Workflow workflow(MockKnative services, boolean priors) {
        Workflow.Builder workflow = Workflow.builder("paper");
        for (int i = 0; i < STEPS.size(); i++) {
            Step step = STEPS.get(i);
            List<TaskOption> options = new ArrayList<>();
            if (i > 0) {
                options.add(after(STEPS.get(i - 1).name));
            }
            Target.Builder target = Target.builder(step.name, services.uri(step.name));
            if (priors) {
                options.add(TaskOption.lasting(prior(step.work())));
                target.coldStart(prior(COLD_START));
            }
            workflow.task(step.name, target.build(), options.toArray(TaskOption[]::new));
        }
        return workflow.build();
    }

    private Prior prior(Duration duration) {
        return new Prior(speed.real(duration), UNCERTAINTY);
    }
}

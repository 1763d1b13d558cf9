package dev.prewarm.spring;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.spring.Applications.PAIR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.Decision;
import dev.prewarm.Prewarmer;
import dev.prewarm.Problem;
import dev.prewarm.Target;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import dev.prewarm.observe.Beliefs;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What the endpoint tells of runs and targets. */
class PrewarmEndpointTest {
    private static final ApplicationContextRunner EXPOSED =
            Applications.virtual().withPropertyValues("management.endpoints.web.exposure.include=prewarm");

    @Test
    void whereItIsNotExposedNothingIsRememberedForIt() {
        Applications.virtual().run(context -> {
            assertThat(context).doesNotHaveBean(PrewarmEndpoint.class);
            assertThat(context).doesNotHaveBean(Beliefs.class).doesNotHaveBean(OpenRuns.class);
        });
    }

    @Test
    void anOpenRunIsThereWithWhatWasDecidedForIt() {
        EXPOSED.run(context -> {
            VirtualScheduler time = context.getBean(VirtualScheduler.class);
            PrewarmEndpoint endpoint = context.getBean(PrewarmEndpoint.class);
            WorkflowRun run = context.getBean(Prewarmer.class).run(PAIR, "order-7");
            run.started("first");
            time.advance(Duration.ofSeconds(2));

            PrewarmEndpoint.Report report = endpoint.prewarm();
            assertThat(report.strategy()).isEqualTo("next-hop");
            assertThat(report.totals().sent()).isEqualTo(1);
            assertThat(report.runs()).singleElement().satisfies(open -> {
                assertThat(open.id()).isEqualTo("order-7");
                assertThat(open.workflow()).isEqualTo("pair");
                assertThat(open.decisions())
                        .filteredOn(decision -> decision.kind().equals("sent"))
                        .singleElement()
                        .satisfies(sent -> {
                            assertThat(sent.task()).isEqualTo("second");
                            assertThat(sent.target()).isEqualTo("second");
                            assertThat(sent.text()).contains("sent second for task second");
                        });
            });
            assertThat(endpoint.runs("order-7")).isEqualTo(report.runs());
            assertThat(endpoint.runs("order-8")).isNull();

            run.close();
            assertThat(endpoint.prewarm().runs()).isEmpty();
            assertThat(endpoint.runs("order-7")).isNull();
        });
    }

    @Test
    void whatIsBelievedOfTargetsIsThereByName() {
        EXPOSED.run(context -> {
            VirtualScheduler time = context.getBean(VirtualScheduler.class);
            PrewarmEndpoint endpoint = context.getBean(PrewarmEndpoint.class);
            Instant start = time.now();
            WorkflowRun run = context.getBean(Prewarmer.class).start(PAIR);
            run.started("first");
            time.advance(Duration.ofSeconds(3));
            run.finished("first");
            time.advance(Duration.ofMillis(1));

            List<PrewarmEndpoint.TargetReport> targets = endpoint.prewarm().targets();
            assertThat(targets).extracting(PrewarmEndpoint.TargetReport::name).containsExactly("first", "second");
            PrewarmEndpoint.TargetReport second = targets.get(1);
            assertThat(second.uri()).isEqualTo("http://second.test");
            assertThat(second.instances()).isEqualTo(1);
            assertThat(second.retentionSeconds()).isEqualTo(61);
            assertThat(second.warmUntil()).isAfter(start.plusSeconds(50)).isBefore(start.plusSeconds(63));
            // A single one of 1 s, which counts a quarter, where 2.3 s are assumed; and how much that is not known.
            double sigma = Math.sqrt(0.09 + 0.09 / 4 + 9.0 / 16 * 0.03);
            assertThat(second.coldStart().measured()).isEqualTo(1);
            assertThat(second.coldStart().medianSeconds()).isCloseTo(Math.pow(2.3, 0.75), within(1e-9));
            assertThat(second.coldStart().highSeconds())
                    .isCloseTo(Math.pow(2.3, 0.75) * Math.exp(1.2815515655446004 * sigma), within(1e-9));
        });
    }

    @Test
    void ofALongRunTheLatestDecisionsAreShownAndAllByItsId() {
        EXPOSED.withPropertyValues("prewarm.strategy=full-path").run(context -> {
            Workflow.Builder chain = Workflow.builder("chain").localTask("task-0");
            for (int i = 1; i <= PrewarmEndpoint.MOST_DECISIONS; i++) {
                Target target = Target.of("target-" + i, URI.create("http://target-" + i + ".test"));
                chain.task("task-" + i, target, after("task-" + (i - 1)));
            }
            context.getBean(Prewarmer.class).run(chain.build(), "long").started("task-0");
            context.getBean(VirtualScheduler.class).advance(Duration.ofMinutes(5));

            PrewarmEndpoint endpoint = context.getBean(PrewarmEndpoint.class);
            List<PrewarmEndpoint.DecisionReport> all =
                    endpoint.runs("long").get(0).decisions();
            List<PrewarmEndpoint.DecisionReport> shown =
                    endpoint.prewarm().runs().get(0).decisions();
            // Each was sent, and lapsed.
            assertThat(all).hasSize(2 * PrewarmEndpoint.MOST_DECISIONS);
            assertThat(shown)
                    .hasSize(PrewarmEndpoint.MOST_DECISIONS)
                    .allMatch(decision -> decision.kind().equals("wasted"));
        });
    }

    @Test
    void ofManyRunsTheLatestAreRememberedAndForgottenOnesAreNot() {
        Applications.virtual().run(context -> {
            Prewarmer prewarmer = context.getBean(Prewarmer.class);
            OpenRuns runs = new OpenRuns();
            Decision decision = Decision.of(Instant.EPOCH, Decision.Kind.SENT, "second", "second");
            for (int i = 0; i <= OpenRuns.MOST; i++) {
                runs.onDecision(prewarmer.run(PAIR, "run-" + i), decision);
            }
            assertThat(runs.latestFirst()).hasSize(OpenRuns.MOST);
            assertThat(runs.latestFirst().get(0).id()).isEqualTo("run-1000");
            assertThat(runs.latestFirst()).extracting(WorkflowRun::id).doesNotContain("run-0");

            runs.onProblem(Problem.of(Problem.Kind.RUN_FORGOTTEN, "run-1000", "it was not closed"));
            assertThat(runs.latestFirst().get(0).id()).isEqualTo("run-999");
        });
    }
}

package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs of which nothing more is heard while a task of theirs runs: what they called is not in use for ever. */
class LostRunsTest {
    private final VirtualScheduler clock = new VirtualScheduler();
    private final RecordingWarmupClient client = RecordingWarmupClient.of(clock, Duration.ofSeconds(1));
    private Prewarmer prewarmer = with(PrewarmStrategy.nextHop());

    private Prewarmer with(PrewarmStrategy strategy) {
        return Prewarmer.builder(client).scheduler(clock).strategy(strategy).build();
    }

    private static Target target(int concurrency) {
        return Target.builder("s", URI.create("http://s.test"))
                .concurrency(concurrency)
                .build();
    }

    /** One that calls the target. */
    private WorkflowRun calling(Target target) {
        return prewarmer.start(Workflow.builder("calling").task("call", target).build());
    }

    /** How many warm-ups another run sends, in which the target is called after a task of twenty seconds. */
    private int warmedByAnother(Target target) {
        int before = client.requests().size();
        WorkflowRun run = prewarmer.start(Workflow.builder("another")
                .localTask("first", TaskOption.lasting(Duration.ofSeconds(20)))
                .task("second", target, after("first"))
                .build());
        run.started("first");
        clock.advance(Duration.ofSeconds(20));
        run.finished("first");
        run.started("second");
        clock.advance(Duration.ofSeconds(1));
        run.finished("second");
        run.close();
        clock.runPending();
        return client.requests().size() - before;
    }

    private void callsOf(Target target, Duration duration, int runs) {
        for (int i = 0; i < runs; i++) {
            WorkflowRun run = calling(target);
            run.started("call");
            clock.advance(duration);
            run.finished("call");
            run.close();
            clock.advance(Duration.ofMinutes(30));
        }
    }

    /** A target of which it is known that it takes a second. */
    private Target calledForASecond() {
        Target target = target(0);
        callsOf(target, Duration.ofSeconds(1), 5);
        return target;
    }

    static List<Arguments> strategiesAndConcurrencies() {
        List<Arguments> all = new ArrayList<>();
        for (PrewarmStrategy strategy : List.of(
                PrewarmStrategy.nextHop(),
                PrewarmStrategy.fullPath(),
                PrewarmStrategy.timedLead(0.9),
                PrewarmStrategy.costAware(10))) {
            for (int concurrency = 0; concurrency <= 2; concurrency++) {
                all.add(Arguments.of(strategy, concurrency));
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("strategiesAndConcurrencies")
    void theNextRunsWarmWhatALostOneHasCalled(PrewarmStrategy strategy, int concurrency) {
        prewarmer = with(strategy);
        Target target = target(concurrency);
        callsOf(target, Duration.ofSeconds(1), 5);
        calling(target).started("call");
        List<Integer> sent = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofHours(1));
            sent.add(warmedByAnother(target));
        }
        assertThat(sent).containsExactly(1, 1, 1);
        assertThat(prewarmer.stats().runsOpen()).isEqualTo(1);
    }

    @Test
    void soItIsOfARunThatTellsItsInstants() {
        Target target = calledForASecond();
        calling(target).started("call", clock.wallClock());
        clock.advance(Duration.ofHours(1));
        assertThat(warmedByAnother(target)).isEqualTo(1);
    }

    @Test
    void soItIsOfInstances() {
        Target target = calledForASecond();
        WorkflowRun lost = calling(target);
        lost.tell(TaskEvent.started("call").instance("1"));
        lost.tell(TaskEvent.started("call").instance("2"));
        lost.tell(TaskEvent.finished("call").instance("1"));
        clock.advance(Duration.ofHours(1));
        assertThat(warmedByAnother(target)).isEqualTo(1);
    }

    @Test
    void aCallThatTakesLongIsBelievedToGoOn() {
        Target target = target(0);
        callsOf(target, Duration.ofMinutes(30), 5);
        WorkflowRun run = calling(target);
        run.started("call");
        clock.advance(Duration.ofHours(2));
        assertThat(warmedByAnother(target)).isZero();
    }

    @Test
    void soIsOneThatIsSaidToEndLater() {
        Target target = calledForASecond();
        calling(target)
                .tell(TaskEvent.started("call").endingAt(clock.wallClock().plus(Duration.ofHours(3))));
        clock.advance(Duration.ofHours(2));
        assertThat(warmedByAnother(target)).isZero();
        clock.advance(Duration.ofHours(2));
        assertThat(warmedByAnother(target)).isEqualTo(1);
    }

    @Test
    void oneThatEndsAfterAllLeavesItsInstanceWarm() {
        Target target = calledForASecond();
        WorkflowRun run = calling(target);
        run.started("call");
        clock.advance(Duration.ofHours(1));
        run.finished("call");
        clock.advance(Duration.ofSeconds(5));
        assertThat(warmedByAnother(target)).isZero();
        clock.advance(Duration.ofHours(1));
        assertThat(warmedByAnother(target)).isEqualTo(1);
        run.close();
        clock.advance(Duration.ofHours(1));
        assertThat(warmedByAnother(target)).isEqualTo(1);
        assertThat(prewarmer.stats().balanced()).isTrue();
    }

    @Test
    void oneOfWhoseRunSomethingIsHeardGoesOn() {
        Target target = calledForASecond();
        WorkflowRun run = prewarmer.start(Workflow.builder("calling")
                .task("call", target)
                .localTask("beside")
                .build());
        run.started("call");
        clock.advance(Duration.ofHours(1));
        run.started("beside");
        clock.advance(Duration.ofSeconds(5));
        assertThat(warmedByAnother(target)).isZero();
    }

    /** One whose first task ends after five seconds, or of which nothing more is heard. */
    private WorkflowRun afterAStep(boolean ends) {
        WorkflowRun run = prewarmer.start(Workflow.builder("steps")
                .localTask("first")
                .localTask("second", after("first"))
                .task("third", target(1), after("second"))
                .build());
        run.started("first");
        clock.advance(Duration.ofSeconds(5));
        if (ends) {
            run.finished("first");
            for (String next : List.of("second", "third")) {
                run.started(next);
                clock.advance(Duration.ofSeconds(5));
                run.finished(next);
            }
            run.close();
            clock.advance(Duration.ofMinutes(2));
        }
        return run;
    }

    @ParameterizedTest
    @MethodSource("learning")
    void nothingIsPlannedForThemUntilMoreIsHeard(PrewarmStrategy strategy) {
        AtomicInteger plans = new AtomicInteger();
        prewarmer = with(run -> {
            plans.incrementAndGet();
            return strategy.plan(run);
        });
        for (int i = 0; i < 10; i++) {
            afterAStep(true);
        }
        WorkflowRun lost = afterAStep(false);
        clock.advance(Duration.ofMinutes(5));
        int before = plans.get();
        int sent = client.requests().size();
        clock.advance(Duration.ofDays(20));
        assertThat(plans).hasValue(before);
        assertThat(client.requests()).hasSize(sent);
        assertThat(prewarmer.stats().pending()).isZero();
        assertThat(prewarmer.stats().runsOpen()).isEqualTo(1);
        lost.finished("first");
        lost.started("second");
        clock.advance(Duration.ofSeconds(5));
        assertThat(plans).hasValueGreaterThan(before);
        assertThat(client.requests()).as("what comes next is warmed").hasSize(sent + 1);
    }

    private static List<PrewarmStrategy> learning() {
        return List.of(
                PrewarmStrategy.costAware(10),
                PrewarmStrategy.timedLead(0.9),
                PrewarmStrategy.timedLead(Duration.ofSeconds(2)));
    }
}

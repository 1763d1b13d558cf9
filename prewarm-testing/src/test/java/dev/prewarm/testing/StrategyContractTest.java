package dev.prewarm.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Plan;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.RunView;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.Warmup;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The contract finds strategies that break it. */
class StrategyContractTest {
    private static final int TESTS = 3;

    private static Task store(RunView run) {
        return run.workflow().task("store");
    }

    private static boolean pending(RunView run) {
        return run.state(store(run)) == TaskState.PENDING;
    }

    private static Warmup warmup(RunView run, Instant at) {
        return Warmup.of(run, store(run)).round(0).sendAt(at).because("a test");
    }

    static final class OfThisLibrary extends StrategyContract {
        @Override
        protected PrewarmStrategy strategy() {
            return PrewarmStrategy.nextHop();
        }
    }

    @Test
    void aStrategyOfThisLibraryPasses() {
        assertThat(TestRun.of(OfThisLibrary.class).failures()).isEmpty();
        assertThat(TestRun.of(OfThisLibrary.class).succeeded()).isEqualTo(TESTS);
    }

    static final class Remembering extends StrategyContract {
        private int calls;

        @Override
        protected PrewarmStrategy strategy() {
            return run -> Plan.builder()
                    .warm(warmup(run, run.now()))
                    .reviewAt(run.now().plus(Duration.ofSeconds(++calls)))
                    .build();
        }
    }

    @Test
    void whoRemembersIsNotPure() {
        assertThat(TestRun.of(Remembering.class).failures())
                .anySatisfy(message -> assertThat(message).contains("equal views give"))
                .anySatisfy(message -> assertThat(message).contains("another thread does not plan"));
    }

    static final class Hasty extends StrategyContract {
        @Override
        protected PrewarmStrategy strategy() {
            return run -> pending(run)
                    ? Plan.builder()
                            .warm(warmup(run, run.now().minusSeconds(1)))
                            .build()
                    : Plan.empty();
        }
    }

    @Test
    void nothingIsWarmedBeforeNow() {
        assertThat(TestRun.of(Hasty.class).failures())
                .singleElement()
                .asString()
                .contains("before now");
    }

    static final class Lavish extends StrategyContract {
        @Override
        protected PrewarmStrategy strategy() {
            return run -> pending(run)
                    ? Plan.builder()
                            .warm(warmup(run, run.now()))
                            .warm(warmup(run, run.now()))
                            .build()
                    : Plan.empty();
        }
    }

    @Test
    void noTaskIsWarmedTwice() {
        assertThat(TestRun.of(Lavish.class).failures())
                .anySatisfy(message -> assertThat(message).contains("twice"));
    }

    static final class Late extends StrategyContract {
        @Override
        protected PrewarmStrategy strategy() {
            return run -> Plan.builder().warm(warmup(run, run.now())).build();
        }
    }

    @Test
    void nothingIsWarmedForATaskThatIsOver() {
        assertThat(TestRun.of(Late.class).failures())
                .anySatisfy(message -> assertThat(message).contains("task is RUNNING"))
                .anySatisfy(message -> assertThat(message).contains("task is FINISHED"));
    }

    static final class Idle extends StrategyContract {
        @Override
        protected PrewarmStrategy strategy() {
            return PrewarmStrategy.none();
        }
    }

    static final class IdleOnPurpose extends StrategyContract {
        @Override
        protected PrewarmStrategy strategy() {
            return PrewarmStrategy.none();
        }

        @Override
        protected boolean warms() {
            return false;
        }
    }

    @Test
    void whoWarmsNothingMustSaySo() {
        assertThat(TestRun.of(Idle.class).failures()).isNotEmpty();
        assertThat(TestRun.of(IdleOnPurpose.class).failures()).isEmpty();
    }
}

package dev.prewarm.simulator.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Plan;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.RunView;
import dev.prewarm.simulator.comparison.SimulatedComparison;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Strategies that {@code compare --strategy-class} finds on the class path, and those that it cannot. */
class StrategyClassTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int compare(String strategyClass) {
        return Main.run(
                new SimulatedComparison(1),
                new PrintWriter(out),
                new PrintWriter(err),
                "compare",
                "--scenario",
                "paper",
                "--runs",
                "5",
                "--strategies",
                "none,next-hop",
                "--strategy-class",
                strategyClass);
    }

    /** As a user would write it: warms what comes next. */
    public static final class MyStrategy implements PrewarmStrategy {
        private final PrewarmStrategy likeThis = PrewarmStrategy.nextHop();

        @Override
        public Plan plan(RunView run) {
            return likeThis.plan(run);
        }
    }

    @Test
    void aStrategyOfTheUserTakesPart() {
        assertThat(compare(MyStrategy.class.getName())).as("%s", err).isZero();
        assertThat(out.toString().lines().toList())
                .anySatisfy(line -> assertThat(line).startsWith("none ").contains(" 18.00 "))
                .anySatisfy(line -> assertThat(line).startsWith("next-hop ").contains(" 16.00 "))
                .anySatisfy(line -> assertThat(line).startsWith("MyStrategy ").contains(" 16.00 "));
    }

    /** No strategy. */
    public static final class Unrelated {}

    /** Has no constructor that could be called. */
    public static final class NeedsAPrice implements PrewarmStrategy {
        /** Needs a price. */
        public NeedsAPrice(double price) {
            assertThat(price).isPositive();
        }

        @Override
        public Plan plan(RunView run) {
            return Plan.empty();
        }
    }

    static final class Hidden implements PrewarmStrategy {
        @Override
        public Plan plan(RunView run) {
            return Plan.empty();
        }
    }

    /** Cannot be made. */
    public static final class Broken implements PrewarmStrategy {
        /** Fails. */
        public Broken() {
            throw new IllegalStateException("on purpose");
        }

        @Override
        public Plan plan(RunView run) {
            return Plan.empty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "com.acme.NoSuchStrategy, is not on the class path; with yours in my.jar: java -cp",
        "dev.prewarm.simulator.command.StrategyClassTest$Unrelated, is not a dev.prewarm.PrewarmStrategy",
        "dev.prewarm.simulator.command.StrategyClassTest$NeedsAPrice, has no public constructor without arguments",
        "dev.prewarm.simulator.command.StrategyClassTest$Hidden, is not public",
        "dev.prewarm.simulator.command.StrategyClassTest$Broken,"
                + " failed in its constructor: java.lang.IllegalStateException: on purpose",
        "dev.prewarm.PrewarmStrategy, is abstract",
    })
    void whatIsNoStrategyIsRefused(String name, String why) {
        assertThat(compare(name)).isEqualTo(2);
        assertThat(err.toString().lines().toList())
                .singleElement()
                .asString()
                .startsWith("compare: --strategy-class " + name + ": " + why);
    }

    @Test
    void twoOfOneNameAreRefused() {
        assertThat(compare(MyStrategy.class.getName() + "," + MyStrategy.class.getName()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("contestant MyStrategy: there is one of that name already");
    }
}

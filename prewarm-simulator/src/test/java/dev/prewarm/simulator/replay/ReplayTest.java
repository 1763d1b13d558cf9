package dev.prewarm.simulator.replay;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.Workflow;
import dev.prewarm.simulator.replay.Sends.Send;
import org.junit.jupiter.api.Test;

/**
 * Costs by hand, when 2.5 s are left of the first task: each cold start takes 2 s, an instance is kept for a minute, and a
 * second of delay costs 5.
 */
class ReplayTest {
    private static final double PRICE = 5;
    private static final double CLOSE = 0.2;

    /** What sends at so many seconds cost more than nothing; a negative one is not sent. */
    private static double more(Workflow workflow, double... seconds) {
        Outlook outlook = new Outlook(Views.running(workflow, 10, 7.5), PRICE);
        Replay replay = new Replay(outlook, 1);
        Sends sends = new Sends(outlook.size());
        double nothing = replay.cost(sends);
        for (int task = 0; task < seconds.length; task++) {
            sends.set(task, (seconds[task] < 0) ? Send.NONE : Send.at(Math.round(seconds[task] * 1e9)));
        }
        return replay.cost(sends) - nothing;
    }

    private static Workflow pair(int concurrency) {
        return Workflow.builder("pair")
                .localTask("first")
                .task("second", Views.target("second", concurrency), after("first"))
                .build();
    }

    @Test
    void inTimeItSparesTheWholeColdStart() {
        assertThat(more(pair(0), 0.5)).isCloseTo(-2 * PRICE, within(CLOSE));
    }

    @Test
    void earlyItIdles() {
        assertThat(more(pair(0), 0)).isCloseTo(0.5 - 2 * PRICE, within(CLOSE));
    }

    @Test
    void lateItSparesTheRest() {
        assertThat(more(pair(0), 1.5)).isCloseTo(-1 * PRICE, within(CLOSE));
    }

    @Test
    void lateWhereAnInstanceServesOneCallASecondOneIsMade() {
        double second = 2 + 60;
        assertThat(more(pair(1), 1.5)).isCloseTo(second - 1 * PRICE, within(2.0));
        assertThat(more(pair(1), 0.4)).as("in time").isLessThan(0);
    }

    @Test
    void whatMayNotBeReachedCostsAnInstanceForNothing() {
        Workflow branch = Workflow.builder("branch")
                .localTask("first")
                .task("second", Views.target("second", 0), after("first").withProbability(0.5))
                .build();
        // Half of it is spared, and half the time 2 s of starting and 60 s of retention are for nothing.
        assertThat(more(branch, 0.5)).isCloseTo(0.5 * 62 - 0.5 * 2 * PRICE, within(2.0));
    }

    @Test
    void oneInstanceOfSeveralPlacesDoesForTwoTasks() {
        Workflow fork = Workflow.builder("fork")
                .localTask("first")
                .task("a", Views.target("shared", 10), after("first"))
                .task("b", Views.target("shared", 10), after("first"))
                .build();
        assertThat(more(fork, 0.5, -1)).isCloseTo(-2 * PRICE, within(CLOSE));
        assertThat(more(fork, 0.5, 0.5)).isCloseTo(-2 * PRICE, within(CLOSE));
    }

    @Test
    void oneOfTwoInALayerSparesNothingIfTheOtherStaysCold() {
        Workflow fork = Workflow.builder("fork")
                .localTask("first")
                .task("a", Views.target("a", 0), after("first"))
                .task("b", Views.target("b", 0), after("first"))
                .task("join", Views.target("join", 0), after("a", "b"))
                .build();
        assertThat(more(fork, 0.5, -1)).isCloseTo(0, within(CLOSE));
        assertThat(more(fork, 0.5, 0.5)).isCloseTo(-2 * PRICE, within(CLOSE));
    }
}

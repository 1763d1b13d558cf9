package dev.prewarm.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.simulator.replay.Sends.Send;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The quick evaluator against the one that plays everything, on random views and random sends. */
@Tag("once")
class EvaluatorsTest {
    private static final int SENDS = 10;

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    private static Send send(Random random, Prospect prospect) {
        long after = Math.round(8e9 * random.nextDouble()) - 1_000_000_000L;
        return switch (random.nextInt(5)) {
            case 0 -> Send.NONE;
            case 1 -> new Send(0, null, prospect.resolved);
            case 2 -> new Send(Math.max(0, after), prospect.predecessorStart, null);
            case 3 -> Send.at(0);
            default -> Send.at(after);
        };
    }

    private static Sends sends(Random random, Outlook outlook) {
        Sends sends = new Sends(outlook.size());
        for (int task = 0; task < outlook.size(); task++) {
            sends.set(task, send(random, outlook.get(task)));
        }
        return sends;
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theQuickOneGivesTheCostsOfTheReplay(long seed) {
        Random random = new Random(seed);
        Outlook outlook = new Outlook(Views.random(seed, false), 1 + 50 * random.nextDouble());
        assertThat(Evaluator.of(outlook)).isInstanceOf(AloneReplay.class);
        AloneReplay quick = new AloneReplay(outlook);
        Replay replay = new Replay(outlook, 1);
        for (int i = 0; i < SENDS; i++) {
            Sends sends = sends(random, outlook);
            assertThat(quick.cost(sends)).isCloseTo(replay.cost(sends), within(1e-6));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void oneChangedSendCostsWhatAllCostWithIt(long seed) {
        Random random = new Random(seed);
        boolean shared = seed % 2 == 0;
        Outlook outlook = new Outlook(Views.random(seed, shared), 10);
        Evaluator evaluator = shared ? new Replay(outlook, 1) : new AloneReplay(outlook);
        Sends sends = sends(random, outlook);
        for (int i = 0; i < SENDS && outlook.size() > 0; i++) {
            int task = random.nextInt(outlook.size());
            Send send = send(random, outlook.get(task));
            Sends changed = sends.copy();
            changed.set(task, send);
            assertThat(evaluator.with(sends, task, send)).isCloseTo(new Replay(outlook, 1).cost(changed), within(1e-6));
        }
    }

    @Test
    void viewsInWhichTargetsAreSharedArePlayed() {
        long played = seeds().filter(seed -> Evaluator.of(new Outlook(Views.random(seed, true), 10)) instanceof Replay)
                .count();
        assertThat(played).isGreaterThan(150);
    }
}

package dev.prewarm.server.track;

import static dev.prewarm.server.track.Told.chain;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.Shape;
import dev.prewarm.server.event.TaskId;
import dev.prewarm.server.track.RunReport.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that starts again while late events of the one before are waited for: within five seconds of its end. */
final class StartedAgainTest {
    private static final Shape CHAIN = chain("resize", "label");
    private final Told run = new Told("thumbnails", "manual 1");

    @Test
    void whatFollowsIsWarmed() {
        try (World world = new World()) {
            world.replay(List.of(run.begin(0, CHAIN), run.end(5)));
            world.replay(List.of(run.begin(7, CHAIN), run.started(7.1, "resize", 2, TaskId.WHOLE)));
            assertThat(world.warmed()).containsExactly("shop/label");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itIsOpenUntilItEndsItselfAndTheOneBeforeIsClosed(boolean startIsTold) {
        List<Event> again = new ArrayList<>(List.of(run.started(7, "resize", 2, TaskId.WHOLE)));
        if (startIsTold) {
            again.add(0, run.begin(7, CHAIN));
        }
        try (World world = new World()) {
            world.replay(List.of(run.begin(0, CHAIN), run.started(1, "resize"), run.finished(4, "resize"), run.end(5)));
            world.replay(again);
            assertThat(world.closed).extracting(RunReport::finishedAt).containsExactly(World.at(5));
            world.settle();
            assertThat(world.run("manual 1").open()).isTrue();
            assertThat(world.run("manual 1").startedAt()).isEqualTo(World.at(7));
            world.replay(List.of(run.finished(50, "resize", 2, TaskId.WHOLE), run.end(51)));
            world.settle();
            assertThat(world.closed).hasSize(2);
            assertThat(world.closed.get(1).startedAt()).isEqualTo(World.at(7));
            assertThat(world.closed.get(1).finishedAt()).isEqualTo(World.at(51));
        }
    }

    @Test
    void itIsAnotherRunAlsoIfNothingIsKnownOfItsWorkflow() {
        try (World world = new World()) {
            world.replay(List.of(run.started(1, "resize"), run.end(5), run.started(7, "resize", 2, TaskId.WHOLE)));
            world.settle();
            assertThat(world.run("manual 1").open()).isTrue();
            assertThat(world.tracker.unknownRuns()).isEqualTo(1);
        }
    }

    @Test
    void whatIsToldLateOrTwiceBeginsNoRunAnew() {
        try (World world = new World()) {
            world.replay(List.of(
                    run.begin(0, CHAIN),
                    run.started(1, "resize", 2, TaskId.WHOLE),
                    run.finished(4, "resize", 2, TaskId.WHOLE),
                    run.end(5)));
            world.time.runUntil(World.at(7));
            List.of(
                            run.begin(0, CHAIN),
                            run.started(1, "resize", 2, TaskId.WHOLE),
                            run.started(0.5, "resize", 1, TaskId.WHOLE),
                            run.started(5.2, "resize", 2, TaskId.WHOLE),
                            run.started(5.2, "label"),
                            run.started(4.9, "label", 2, TaskId.WHOLE),
                            run.finished(5.3, "label", 2, TaskId.WHOLE),
                            run.end(5.4))
                    .forEach(world::tell);
            assertThat(world.closed).isEmpty();
            world.settle();
            assertThat(world.tracker.openRuns()).isZero();
            assertThat(world.closed).hasSize(1);
            assertThat(world.closed.get(0).startedAt()).isEqualTo(World.at(0));
            assertThat(world.closed.get(0).finishedAt()).isEqualTo(World.at(5));
        }
    }

    @Test
    void aStartByAClockThatIsAheadBeginsNoRunAnewWhenItIsToldTwice() {
        try (World world = new World()) {
            world.time.runUntil(World.at(10));
            world.tell(run.begin(500, CHAIN));
            world.time.runUntil(World.at(12));
            world.tell(run.end(502));
            world.time.runUntil(World.at(13));
            world.tell(run.begin(500, CHAIN));
            world.settle();
            world.tell(run.begin(500, CHAIN));
            assertThat(world.tracker.openRuns()).isZero();
            assertThat(world.closed).extracting(RunReport::startedAt).containsExactly(World.at(10));
        }
    }

    @Test
    void whatIsToldLateOfTheOneBeforeIsNoPartOfIt() {
        try (World world = new World()) {
            world.replay(List.of(run.begin(0, CHAIN), run.started(1, "resize"), run.end(5), run.begin(7, CHAIN)));
            List.of(run.finished(4, "resize"), run.begin(0, CHAIN), run.end(5)).forEach(world::tell);
            assertThat(world.run("manual 1").startedAt()).isEqualTo(World.at(7));
            assertThat(world.run("manual 1").finishedAt()).isNull();
            assertThat(state(world, "resize")).isEqualTo(State.PENDING);
            // By a clock that is behind.
            world.tell(run.started(4.8, "resize", 2, TaskId.WHOLE));
            assertThat(state(world, "resize")).isEqualTo(State.RUNNING);
        }
    }

    @Test
    void whatAClockThatIsAheadTellsTwiceOfTheOneBeforeIsNoPartOfIt() {
        try (World world = new World()) {
            world.time.runUntil(World.at(10));
            world.tell(run.begin(500, CHAIN));
            world.time.runUntil(World.at(12));
            world.tell(run.end(502));
            world.time.runUntil(World.at(14));
            world.tell(run.begin(504, CHAIN));
            world.time.runUntil(World.at(15));
            List.of(run.begin(500, CHAIN), run.end(502)).forEach(world::tell);
            assertThat(world.run("manual 1").startedAt()).isEqualTo(World.at(14));
            assertThat(world.run("manual 1").finishedAt()).isNull();
        }
    }

    @Test
    void itIsTheSameInWhateverOrderItsFirstEventsCome() {
        List<Event> again = new ArrayList<>(
                List.of(run.begin(7, CHAIN), run.started(7.1, "resize", 2, TaskId.WHOLE), run.started(7.2, "label")));
        Random random = new Random(7);
        for (int i = 0; i < 20; i++) {
            try (World world = new World()) {
                world.replay(List.of(
                        run.begin(0, CHAIN), run.started(1, "resize"), run.failed(4, "resize", 1, null), run.end(5)));
                world.time.runUntil(World.at(8));
                again.forEach(world::tell);
                world.settle();
                assertThat(world.run("manual 1").startedAt()).isEqualTo(World.at(7));
                assertThat(state(world, "resize")).isEqualTo(State.RUNNING);
                assertThat(state(world, "label")).isEqualTo(State.RUNNING);
            }
            Collections.shuffle(again, random);
        }
    }

    private static State state(World world, String task) {
        return world.run("manual 1").tasks().stream()
                .filter(each -> each.id().equals(task))
                .findFirst()
                .orElseThrow()
                .state();
    }
}

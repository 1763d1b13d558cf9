package dev.prewarm.engine;

import dev.prewarm.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What the calls of a run have found, of which some events carry their instants: counted when nothing more will be heard of it,
 * by the order in which they happened. Confined to the loop.
 */
final class Judgement {
    private final Targets targets;
    private final Learner learner;

    Judgement(Targets targets, Learner learner) {
        this.targets = targets;
        this.learner = learner;
    }

    /** The run ends. Of one of which everything was told as it happened it is known already. */
    void of(Run run) {
        List<Call> calls = run.state.calls().history();
        boolean overtaken = run.chronicle.overtaken();
        for (Call call : calls) {
            Visit visit = call.visit;
            Occupancy.Start start = (visit == null || visit.booked) ? null : visit.judge();
            if (visit != null && start != null) {
                learner.found(run, call, start.found().cold());
                if (overtaken && !call.told) {
                    boolean doubted = visit.known.doubts(start.idleNanos());
                    call.finds(start, learner.warm(run, call.task, doubted));
                }
            }
        }
        if (overtaken) {
            teachAgain(run, calls);
        }
    }

    /** What the run taught in another order is taught as it happened. What its targets are believed to do is left as it is. */
    private void teachAgain(Run run, List<Call> calls) {
        List<Call> taught = new ArrayList<>();
        for (Call call : calls) {
            Lesson lesson = call.lesson;
            // What others have pushed out by now is not brought back.
            call.lesson = (lesson != null && lesson.takeBack()) ? lesson : null;
            if (call.lesson != null) {
                taught.add(call);
            }
        }
        taught.sort(Comparator.comparingLong(call -> call.end));
        for (Call call : taught) {
            Lesson lesson = call.lesson;
            if (lesson != null) {
                Target target = call.task.target().orElse(null);
                TargetState state = (target == null) ? null : targets.of(target, call.end);
                call.lesson = lesson.again(learner.historyOf(run, call, state, lesson.seconds()));
            }
        }
    }
}

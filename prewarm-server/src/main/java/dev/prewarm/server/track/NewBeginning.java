package dev.prewarm.server.track;

import dev.prewarm.server.event.Event;
import java.time.Duration;
import java.time.Instant;

/**
 * The start by which a run begins anew that had ended: it is heard of after the end, and is of a higher attempt, or later by more than
 * clocks differ. The last task's start by a clock that is ahead is none.
 */
public final class NewBeginning {
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private NewBeginning() {}

    /**
     * Whether an event begins a run anew.
     *
     * @param event heard of after the end
     * @param attemptBefore the highest attempt at its task that was heard of before; 0 if there was none
     */
    public static boolean is(Event.OfRun event, Instant end, int attemptBefore) {
        if (event instanceof Event.RunStarted) {
            return event.at().isAfter(end);
        }
        return event instanceof Event.TaskStarted started
                && event.at().isAfter(end)
                && (started.task().attempt() > Math.max(1, attemptBefore)
                        || event.at().isAfter(end.plus(MARGIN)));
    }
}

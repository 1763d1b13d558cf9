package dev.prewarm.server.track;

import dev.prewarm.server.event.Event;
import java.time.Instant;

/** Events by a clock that is ahead of this process's own: they happen now. */
final class NotAhead {
    private NotAhead() {}

    static Event.OfTask of(Event.OfTask event, Instant now) {
        if (!event.at().isAfter(now)) {
            return event;
        } else if (event instanceof Event.TaskStarted e) {
            return new Event.TaskStarted(e.task(), now, e.calls(), e.rule());
        } else if (event instanceof Event.TaskFinished e) {
            return new Event.TaskFinished(e.task(), now, e.chosen(), e.widths());
        } else if (event instanceof Event.TaskFailed e) {
            return new Event.TaskFailed(e.task(), now, e.againAfter());
        }
        return new Event.TaskSkipped(event.task(), now);
    }
}

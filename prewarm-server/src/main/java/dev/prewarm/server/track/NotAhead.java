package dev.prewarm.server.track;

import dev.prewarm.server.event.Event;
import java.time.Instant;

/** Events by a clock that is ahead of this process's own: they happen now. */
@SuppressWarnings("exports") // who is outside reads histories, which have no such events
public final class NotAhead {
    private NotAhead() {}

    /** The event, at that instant at the latest. */
    public static Event of(Event event, Instant now) {
        if (!event.at().isAfter(now)) {
            return event;
        } else if (event instanceof Event.RunExpected e) {
            return new Event.RunExpected(e.source(), e.workflow(), now, e.due(), e.uncertainty(), e.key(), e.shape());
        } else if (event instanceof Event.RunStarted e) {
            return new Event.RunStarted(e.run(), now, e.shape(), e.next());
        } else if (event instanceof Event.RunFinished e) {
            return new Event.RunFinished(e.run(), now, e.failed());
        }
        return task((Event.OfTask) event, now);
    }

    private static Event.OfTask task(Event.OfTask event, Instant now) {
        if (event instanceof Event.TaskStarted e) {
            return new Event.TaskStarted(e.task(), now, e.calls(), e.rule());
        } else if (event instanceof Event.TaskFinished e) {
            return new Event.TaskFinished(e.task(), now, e.chosen(), e.widths());
        } else if (event instanceof Event.TaskFailed e) {
            return new Event.TaskFailed(e.task(), now, e.againAfter());
        }
        return new Event.TaskSkipped(event.task(), now);
    }
}

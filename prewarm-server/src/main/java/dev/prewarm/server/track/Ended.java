package dev.prewarm.server.track;

import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.TaskId;
import java.time.Instant;
import java.util.Map;

/**
 * What is left of a run that ended before a restart: enough to tell what comes late from what begins it again.
 *
 * @param at when it ended
 * @param attempts the highest ones, by the task without its attempt, of tasks that were tried more than once
 */
@SuppressWarnings("exports") // who is outside reads histories, and has none
public record Ended(Instant at, Map<TaskId, Integer> attempts) {
    /** Copies. */
    public Ended {
        attempts = Map.copyOf(attempts);
    }

    /** By what the attempts at a task are known. */
    public static TaskId whole(TaskId task) {
        return new TaskId(task.run(), task.task(), 0, task.instance());
    }

    /** Whether the run begins again with an event. */
    public boolean beginsAnew(Event.OfRun event) {
        int before = (event instanceof Event.OfTask ofTask) ? attempts.getOrDefault(whole(ofTask.task()), 0) : 0;
        return NewBeginning.is(event, at, before);
    }
}

package dev.prewarm.server;

import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.TaskId;
import dev.prewarm.server.track.Ended;
import dev.prewarm.server.track.TrackerLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A run that a journal tells of: what is known of it after the first reading, and its events as far as they were read for the second
 * time. Not thread-safe.
 */
final class HeardRun {
    private Instant latest = Instant.MIN;
    private @Nullable Instant finished;
    /** The line of the journal that told first that it has ended. */
    private long endedAt;

    private boolean begunAgain;
    private int unread;
    private final List<Event.OfRun> events = new ArrayList<>();
    /** Those of its tasks that were learned from. */
    private final Set<Event.OfTask> learned = new HashSet<>(0);
    /** Those that have started and not ended, or are to be tried again. */
    private final Set<TaskId> busy = new HashSet<>(0);
    /** The highest attempts of those that were tried more than once. */
    private final Map<TaskId, Integer> attempts = new HashMap<>(0);

    /** Takes an event that is read for the first time; whether the run begins with it, or begins again. */
    boolean notice(Event.OfRun event, long line) {
        boolean begins = unread++ == 0;
        latest = later(latest, event.at());
        if (event instanceof Event.RunFinished) {
            endedAt = ended() ? endedAt : line;
            finished = (finished == null) ? event.at() : later(finished, event.at());
            begunAgain = false;
            busy.clear();
        } else if (ended() && end().beginsAnew(event)) {
            begunAgain = true;
            begins = true;
        }
        if (event instanceof Event.OfTask ofTask) {
            notice(ofTask);
        }
        return begins;
    }

    private void notice(Event.OfTask event) {
        TaskId task = Ended.whole(event.task());
        if (event.task().attempt() > 1) {
            attempts.merge(task, event.task().attempt(), Math::max);
        }
        boolean again = event instanceof Event.TaskFailed failed && failed.againAfter() != null;
        if (event instanceof Event.TaskStarted || again) {
            busy.add(task);
        } else {
            busy.remove(task);
        }
    }

    /** Whether it has ended, and was not begun again since. */
    boolean ended() {
        return finished != null && !begunAgain;
    }

    /** What is left of it, once it has ended. */
    Ended end() {
        return new Ended((finished == null) ? Instant.MIN : finished, attempts);
    }

    /**
     * Whether it is to be learned from, or may still be under way: as long as a tracker would wait for it. What is told of it after its end
     * is told too late to be learned from, or again.
     */
    boolean matters(Learned before, Instant now) {
        if (ended()) {
            return !before.has(latest, endedAt);
        }
        Duration patience = busy.isEmpty() ? TrackerLimits.DEFAULT.idle() : TrackerLimits.DEFAULT.stuck();
        return latest.plus(patience).isAfter(now);
    }

    /** Takes an event that is read for the second time; true if it was the last. */
    boolean read(Event.OfRun event, boolean wasLearned) {
        events.add(event);
        if (wasLearned && event instanceof Event.OfTask ofTask) {
            learned.add(ofTask);
        }
        return --unread == 0;
    }

    /** The events that were read for the second time, but for its ends. */
    List<Event.OfRun> events() {
        return events.stream()
                .filter(event -> !(event instanceof Event.RunFinished))
                .toList();
    }

    /** Of the events of its tasks those that were learned from. */
    Set<Event.OfTask> learned() {
        return learned;
    }

    /** Its end, of which there are several if others told of it as well. */
    List<Event.OfRun> ends() {
        return events.stream()
                .filter(event ->
                        event instanceof Event.RunFinished && event.at().equals(finished))
                .toList();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}

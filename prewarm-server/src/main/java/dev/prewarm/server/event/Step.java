package dev.prewarm.server.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is told of a task before it runs.
 *
 * @param after ids of the tasks directly before it
 * @param calls services that it calls, as addresses or names; null if that is not known, empty if there is none
 * @param rule when it may run; null if that is not known
 * @param mapped whether it runs in several instances, whose number becomes known later
 * @param width how many instances it has; {@value #UNKNOWN} if that is not known
 * @param limit how many of them run at a time, at most; 0 if there is no limit
 * @param chooses whether it decides which of the tasks after it go on
 * @param passes whether it takes no time and is not told of
 * @param triggers workflows of which it starts a run
 * @param operator what kind of step it is, for people; empty if that was not said
 */
public record Step(
        List<String> after,
        @Nullable List<String> calls,
        @Nullable TriggerRule rule,
        boolean mapped,
        int width,
        int limit,
        boolean chooses,
        boolean passes,
        List<String> triggers,
        String operator) {
    /** Stands for a width that is not known. */
    public static final int UNKNOWN = -1;

    /** Copies the lists. */
    public Step {
        after = List.copyOf(after);
        calls = (calls == null) ? null : List.copyOf(calls);
        triggers = List.copyOf(triggers);
    }

    /** A step of which only its place and its calls are known. */
    public static Step of(List<String> after, @Nullable List<String> calls) {
        return new Step(after, calls, null, false, UNKNOWN, 0, false, false, List.of(), "");
    }
}

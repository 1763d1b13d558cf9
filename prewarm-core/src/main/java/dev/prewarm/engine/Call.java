package dev.prewarm.engine;

import dev.prewarm.Task;
import dev.prewarm.engine.Occupancy.Found;
import dev.prewarm.forecast.DurationHistory;
import org.jspecify.annotations.Nullable;

/** One time that a task, or one of its instances, was called: when, how it found its target, and what it taught. Confined to the loop. */
final class Call {
    /** How a call has ended. */
    enum End {
        FINISHED,
        FAILED,
        /** Only what came after it shows that it has. */
        CONCLUDED,
        /** It was not done, though it may have begun. */
        SKIPPED
    }

    /** Stands for the start of a call of which only the end was heard. */
    static final long UNSEEN = Long.MIN_VALUE;

    final Task task;
    final @Nullable String instance;
    /** When it began; {@link #UNSEEN} if only its end was heard of. */
    final long start;

    /** How it has ended; null while it has not. */
    @Nullable
    End how;

    long end = UNSEEN;

    /** When it will end, or, if it has failed, be made again; {@link TaskChange#UNKNOWN} if that was not said. */
    long until = TaskChange.UNKNOWN;

    /** The calls that it makes in parallel. */
    int width;

    /** How many of them occupy the target, as far as the target has been told. */
    int occupied;

    /** How often the target had got another address by then. */
    int moves;

    /** Whether it has failed, and what is done for the next attempt is counted anew. */
    boolean renewed;
    /** Whether the target has been told of it at all. */
    boolean accounted;

    /** What ran as a whole until the task was told of by instances, of which this is the first; null if it did not. */
    @Nullable
    Call inPlaceOf;

    /** How it found its target; warm if it has none. */
    Found found = Found.WARM;

    /** Where it stands among the calls of its target, if the order in which they were told may not be that in which they happened. */
    @Nullable
    Visit visit;

    /** The warm-up that it found under way and waits for. */
    @Nullable
    Sent awaited;

    /** When it got the place that another call left, while it waited for an instance; {@link #UNSEEN} if it did not. */
    long servedAt = UNSEEN;

    /** How long the instance that it found warm had been idle, in nanoseconds; 0 if it is not known. */
    long idleBefore;

    /** How long ago an instance had been in use or ready, in nanoseconds, if it found none; negative if it is not known. */
    long unseenBefore = -1;

    /** Whether the orchestrator has said how it found its target. */
    boolean told;

    /** The end that it was learned from; {@link #UNSEEN} if it has taught nothing. */
    long learnedFrom = UNSEEN;

    /** What it taught, to be taken back if it turns out otherwise. */
    @Nullable
    Lesson lesson;

    Call(Task task, @Nullable String instance, long start, int width) {
        this.task = task;
        this.instance = instance;
        this.start = start;
        this.width = width;
    }

    void end(End how, long at) {
        this.how = how;
        this.end = at;
        this.until = TaskChange.UNKNOWN;
    }

    boolean seen() {
        return start != UNSEEN;
    }

    boolean open() {
        return how == null;
    }

    /** Whether it has failed and will be made again, at a time that was said. */
    boolean again() {
        return how == End.FAILED && until != TaskChange.UNKNOWN;
    }

    /** A copy of what was told of it. */
    Call copy() {
        Call copy = new Call(task, instance, start, width);
        copy.how = how;
        copy.end = end;
        copy.until = until;
        return copy;
    }

    /** What it taught is taken back. */
    void unlearn() {
        learnedFrom = UNSEEN;
        if (lesson != null) {
            lesson.takeBack();
            lesson = null;
        }
    }

    /**
     * It takes so long.
     *
     * @param forGood whether that cannot turn out otherwise
     */
    void teaches(DurationHistory history, double seconds, boolean forGood) {
        history.add(seconds);
        lesson = forGood ? null : new Lesson(history, seconds);
    }

    /** Takes over what has become of another account of the same call. */
    void takeOver(Call other) {
        occupied = other.occupied;
        moves = other.moves;
        accounted = other.accounted;
        renewed = other.renewed;
        findsAs(other);
        learnedFrom = other.learnedFrom;
        lesson = other.lesson;
    }

    /** It goes on in place of another one: it has found what that has found. */
    void goesOnAs(Call other) {
        findsAs(other);
        other.visit = null;
    }

    private void findsAs(Call other) {
        found = other.found;
        visit = other.visit;
        awaited = other.awaited;
        servedAt = other.servedAt;
        idleBefore = other.idleBefore;
        unseenBefore = other.unseenBefore;
        told = other.told;
    }

    /**
     * It has begun.
     *
     * @param warm what it is taken to have found if that is warm
     */
    void finds(Occupancy.Start start, Found warm) {
        boolean warmInstance = start.found() == Found.WARM;
        found = warmInstance ? warm : start.found();
        awaited = start.awaited();
        idleBefore = warmInstance ? start.idleNanos() : 0;
    }

    /** The orchestrator has said how it found its target. One that waited for an instance which was starting did so all the same. */
    void told(boolean cold) {
        told = true;
        if (!cold) {
            found = Found.WARM;
        } else if (found != Found.STARTING) {
            found = Found.COLD_AND_UNCLEAR;
        }
    }

    /** Whether it has got the place that another call left, while it waited for an instance. */
    boolean gotPlaceLeft() {
        return servedAt != UNSEEN && found != Found.WARM;
    }

    /** When it began, or, if that was later, when another call left it a place, or the instance was ready that was being warmed for it. */
    long servedSince() {
        if (gotPlaceLeft()) {
            return servedAt;
        }
        return (awaited == null) ? start : Math.max(start, awaited.readyAt);
    }
}

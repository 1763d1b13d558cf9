package dev.prewarm.engine;

import dev.prewarm.Problem;
import dev.prewarm.Scheduler;
import dev.prewarm.WarmupResult;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What the client's answers change: the belief about instances, the books, and what is learned. Confined to the loop. */
final class Answers {
    private final Scheduler scheduler;
    private final Learner learner;
    private final Ledger ledger;
    private final BiConsumer<Problem, @Nullable Throwable> problems;
    private final Runnable afterTimer;
    private final FailureLog failures = new FailureLog();

    /** @param afterTimer is run after a timer has changed something */
    Answers(
            Scheduler scheduler,
            Learner learner,
            Ledger ledger,
            BiConsumer<Problem, @Nullable Throwable> problems,
            Runnable afterTimer) {
        this.scheduler = scheduler;
        this.learner = learner;
        this.ledger = ledger;
        this.problems = problems;
        this.afterTimer = afterTimer;
    }

    /** @param perhapsStarted the instances that the platform has been made to start, as far as is known */
    void take(Burst burst, WarmupResult result, int perhapsStarted, long now) {
        TargetState target = burst.target;
        for (Sent sent : burst.sents) {
            target.ended(sent, now);
        }
        if (result instanceof WarmupResult.Failed failed) {
            target.breaker.failed(now);
            failures.failed(target, failed.reason(), now);
            for (Sent sent : burst.sents) {
                failed(sent, failed.reason());
            }
        } else {
            target.breaker.succeeded();
            failures.succeeded(target, now);
            if (result instanceof WarmupResult.Started started) {
                absurd(burst, started);
                started(burst, perhapsStarted, now);
            } else {
                foundWarm(burst, now);
            }
            learner.answered(burst, result, now);
        }
    }

    private void absurd(Burst burst, WarmupResult.Started started) {
        if (started.coldStart().compareTo(Engine.LONGEST_COLD_START) > 0) {
            problems.accept(
                    Problem.of(
                            Problem.Kind.CLIENT_FAILED,
                            burst.runId,
                            "the client told of a cold start of " + started.coldStart() + ", but at most "
                                    + Engine.LONGEST_COLD_START + " is believed"),
                    null);
        }
    }

    private void failed(Sent sent, String reason) {
        sent.target.release(sent.need());
        // A task that came while it was under way has settled it already.
        if (sent.outcome == Sent.Outcome.OPEN) {
            ledger.failed(sent, reason);
        }
    }

    /** Fewer than were asked for may have been started; those that were sent last go without. */
    private void started(Burst burst, int instances, long now) {
        if (burst.renewed() > 0) {
            burst.target.gone(burst.goneBefore(), now, ledger::lapsed);
        }
        int left = instances;
        for (Sent sent : burst.sents) {
            sent.instances = Math.min(sent.instances, left);
            left -= sent.instances;
            if (sent.instances == 0) {
                failed(sent, "only " + instances + " of " + burst.instances + " instances were started");
            } else {
                sent.readyAt = now;
                burst.target.started(sent, now);
                awaitLapse(sent);
            }
        }
    }

    private void foundWarm(Burst burst, long now) {
        burst.foundWarm = true;
        for (Sent sent : burst.sents) {
            sent.readyAt = now;
        }
        burst.target.prune(now, ledger::lapsed);
        burst.target.foundWarm(
                burst,
                now,
                older -> ledger.wasted(older, "a later warm-up found it before any task used it, and counts for it"),
                none -> {
                    if (none.outcome == Sent.Outcome.OPEN) {
                        ledger.wasted(none, "it found only what was in use, or is always kept");
                    }
                });
        burst.sents.forEach(this::awaitLapse);
    }

    /** Retention may lapse unnoticed if nothing else happens to the target. */
    private void awaitLapse(Sent sent) {
        if (sent.outcome == Sent.Outcome.OPEN) {
            scheduler.schedule(sent.target.statistics.retention().current().plusNanos(1), () -> sweep(sent));
        }
    }

    private void sweep(Sent sent) {
        if (sent.outcome == Sent.Outcome.OPEN) {
            sent.target.prune(Nanos.of(scheduler.now()), ledger::lapsed);
            // If it is open still, the belief about retention has grown meanwhile.
            awaitLapse(sent);
            afterTimer.run();
        }
    }
}

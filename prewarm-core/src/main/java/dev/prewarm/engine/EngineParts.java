package dev.prewarm.engine;

import dev.prewarm.Problem;
import dev.prewarm.Scheduler;
import org.jspecify.annotations.Nullable;

/** The parts of an engine, wired. All but the loop, the log of problems and the notifications are confined to the loop. */
final class EngineParts {
    final ProblemLog problems;
    final Notifications notifications;
    final Ledger ledger;
    final Knowledge knowledge;
    final EventLoop loop;
    final Targets targets;
    final TaskEvents events;
    final Dispatcher dispatcher;
    final Planner planner;
    final RunRegistry runs;
    private final Runnable publish;

    /** @param publish is run after something has changed */
    EngineParts(EngineSettings settings, Scheduler scheduler, EngineThreads threads, Runnable publish) {
        this.publish = publish;
        problems = new ProblemLog(scheduler);
        notifications = new Notifications(settings, threads.listener(), this::listenerFailed);
        ledger = new Ledger(scheduler, notifications);
        knowledge = new Knowledge(settings, scheduler, threads.store(), ledger, this::report);
        loop = new EventLoop(scheduler, settings.queueLimit(), this::afterBatch);
        targets = new Targets(knowledge, ledger, this::report);
        events = new TaskEvents(targets, knowledge, ledger, this::report);
        dispatcher = new Dispatcher(
                scheduler,
                new ClientCaller(settings, scheduler, threads.client(), loop, this::report),
                new WarmupGate(settings),
                targets,
                ledger,
                new Answers(scheduler, knowledge.learner, ledger, this::report, this::afterBatch),
                this::replan,
                this::afterBatch);
        LiveView view = new LiveView(targets, knowledge, settings.client().scaledByKnative());
        planner = new Planner(scheduler, settings, view, dispatcher, ledger, this::report, publish);
        runs = new RunRegistry(
                scheduler, settings.runTimeToLive(), planner, targets, events, ledger, this::report, publish);
    }

    private void afterBatch() {
        events.catchUp().forEach(runs::touch);
        planner.planTouched();
        publish.run();
        knowledge.changed();
    }

    /** The platform has counted the instances of a target that are ready. */
    void count(String target, int instances, long now) {
        targets.count(target, instances, now).forEach(planner::touch);
    }

    private void replan(Run run) {
        planner.touch(run);
    }

    /** Something went wrong and was contained; on the loop. */
    void report(Problem problem) {
        report(problem, null);
    }

    private void report(Problem problem, @Nullable Throwable cause) {
        problems.add(problem, cause);
        notifications.problem(problem);
    }

    private void listenerFailed(Throwable cause) {
        problems.add(Problem.of(Problem.Kind.LISTENER_FAILED, "", cause.toString()), cause);
    }
}

package dev.prewarm.simulator.comparison;

import dev.prewarm.Dependency;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import dev.prewarm.simulator.workload.RunTruth;
import dev.prewarm.simulator.workload.Seconds;
import dev.prewarm.testing.knative.KnativeService;
import dev.prewarm.testing.knative.Pod;
import dev.prewarm.testing.knative.RequestListener;
import java.time.Duration;
import java.util.BitSet;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An orchestrator in virtual time: executes one run as its {@link RunTruth} has it, and tells the Prewarmer. */
final class SimulatedRun {
    private final Simulation simulation;
    private final Workflow workflow;
    private final RunTruth truth;
    private final WorkflowRun run;
    private final Consumer<SimulatedRun> ended;
    private final Duration startedAt;
    private Duration endedAt;
    private final BitSet called = new BitSet();
    private final BitSet finished = new BitSet();
    private final BitSet skipped = new BitSet();
    private final @Nullable DrawnRun drawn;
    private int open;

    SimulatedRun(Simulation simulation, RunTruth truth, WorkflowRun run, Consumer<SimulatedRun> ended) {
        this.simulation = simulation;
        this.workflow = run.workflow();
        this.truth = truth;
        this.run = run;
        this.ended = ended;
        this.startedAt = simulation.elapsed();
        this.endedAt = startedAt;
        this.drawn = simulation.draws(truth.run()) ? new DrawnRun(startedAt) : null;
    }

    int number() {
        return truth.run();
    }

    double makespan() {
        return endedAt.minus(startedAt).toNanos() / 1e9;
    }

    /** The ended run as it is to be drawn, from a while before its start on; empty if it is not. */
    Optional<RunTimeline> drawn(Collection<KnativeService> services, Duration lead) {
        return Optional.ofNullable(drawn).map(run -> run.timeline(simulation.scenario(), services, endedAt, lead));
    }

    void start() {
        for (Task root : workflow.roots()) {
            called.set(root.index());
            open++;
            call(root);
        }
    }

    private void call(Task task) {
        run.started(task.id());
        if (drawn != null) {
            drawn.called(task, simulation.elapsed());
        }
        Target target = task.target().orElse(null);
        if (target == null) {
            simulation.after(truth.duration(task), () -> finish(task, truth.duration(task)));
            return;
        }
        simulation.serving(truth);
        RequestListener calls = new Calls(task, target);
        for (int call = 0; call < task.width(); call++) {
            simulation.call(target, Seconds.duration(truth.duration(task, call)), calls);
        }
    }

    /** Waits for all the calls of a task. */
    private final class Calls implements RequestListener {
        private final Task task;
        private final Target target;
        private int waiting;
        private int left;
        private Duration longestWait = Duration.ZERO;

        Calls(Task task, Target target) {
            this.task = task;
            this.target = target;
            this.waiting = task.width();
            this.left = task.width();
        }

        @Override
        public void onStarted(Pod pod, Duration coldWait) {
            if (drawn != null) {
                drawn.served(task, pod, simulation.elapsed());
            }
            if (!coldWait.isZero()) {
                simulation.observations().coldStart(target, coldWait.toNanos() / 1e9);
            }
            longestWait = (coldWait.compareTo(longestWait) > 0) ? coldWait : longestWait;
            waiting--;
            if (waiting == 0 && simulation.scenario().told()) {
                // A cold start of no time is none.
                run.metColdStart(task.id(), longestWait);
            }
        }

        @Override
        public void onFinished() {
            left--;
            if (left == 0) {
                finish(task, truth.duration(task));
            }
        }
    }

    private void finish(Task task, double warmDuration) {
        simulation.observations().duration(task, warmDuration);
        finished.set(task.index());
        if (drawn != null) {
            drawn.done(task, simulation.elapsed());
        }
        run.finished(task.id());
        for (Dependency dependency : simulation.scenario().workload().resolvedBy(task)) {
            resolve(dependency, dependency.from() != task);
        }
        for (Dependency dependency : workflow.outgoing(task)) {
            simulation.observations().branch(dependency, truth.taken(dependency));
            // What was to be decided by a task that did not run is decided by now.
            if (!truth.taken(dependency)) {
                resolve(dependency, false);
            }
            arrive(dependency.to());
        }
        open--;
        if (open == 0) {
            endedAt = simulation.elapsed();
            run.close();
            ended.accept(this);
        }
    }

    private void resolve(Dependency dependency, boolean early) {
        Task to = dependency.to();
        if (truth.runs(to)) {
            if (early && truth.taken(dependency)) {
                run.chosen(to.id());
            }
        } else {
            skip(to);
        }
    }

    /** Says what is known never to run; what comes after it only, the engine finds out itself. */
    private void skip(Task task) {
        if (!skipped.get(task.index())) {
            skipped.set(task.index());
            run.skipped(task.id());
            for (Dependency dependency : workflow.outgoing(task)) {
                if (!truth.runs(dependency.to())) {
                    skip(dependency.to());
                } else {
                    arrive(dependency.to());
                }
            }
        }
    }

    private void arrive(Task task) {
        if (!called.get(task.index()) && truth.runs(task) && ready(task)) {
            called.set(task.index());
            open++;
            // The orchestrator takes a moment: what becomes ready at the same instant is ready before.
            simulation.after(0, () -> call(task));
        }
    }

    private boolean ready(Task task) {
        int live = 0;
        int done = 0;
        for (Dependency dependency : workflow.incoming(task)) {
            if (truth.taken(dependency)) {
                live++;
                done += finished.get(dependency.from().index()) ? 1 : 0;
            }
        }
        return done >= ((task.needs() == 0) ? live : Math.min(live, task.needs()));
    }
}

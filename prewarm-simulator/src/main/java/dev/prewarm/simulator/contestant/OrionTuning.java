package dev.prewarm.simulator.contestant;

import com.google.common.math.Quantiles;
import dev.prewarm.Dependency;
import dev.prewarm.Task;
import dev.prewarm.Workflow;
import dev.prewarm.simulator.workload.Draws;
import dev.prewarm.simulator.workload.Draws.Purpose;
import dev.prewarm.simulator.workload.RunTruth;
import dev.prewarm.simulator.workload.Scenario;
import java.util.Arrays;
import java.util.List;

/**
 * Tunes the delays of {@link OrionStrategy} by hill-climbing on draws from a scenario's true distributions.
 *
 * <p>Maximised is the mean utilisation (work by the time from readiness to the last finish of work, over the instances of
 * a run) divided by the 95th percentile of the end-to-end time. All delays begin at 0. In each pass every task's delay
 * is raised and lowered by a step as long as that is better; a step that was better is doubled, one that was not is
 * halved, down to 0.1 s. Cold starts are taken to be constant, their mean; drift is not known beforehand.
 *
 * <p>The work is bounded, below what was published: 2,000 draws, fewer where a run has many calls, and 2 million tasks
 * drawn anew in all; what is best by then is used.
 */
final class OrionTuning {
    private static final int MOST_DRAWS = 2_000;
    private static final int FEWEST_DRAWS = 200;
    private static final long MOST_CALLS = 200_000;
    private static final long MOST_WORK = 2_000_000;
    private static final double STEP = 0.1;

    private final Workflow workflow;
    private final int draws;
    private final double[] coldStarts;
    /** By task and draw; negative for a task that the draw does not reach. */
    private final double[][] durations;

    private final boolean[][] taken;
    private final double[] delays;
    private final double[] finishes;
    private final double[] endToEnd;
    private long work;

    private OrionTuning(Scenario scenario, long seed) {
        this.workflow = scenario.workload().workflow();
        int tasks = workflow.tasks().size();
        long calls = workflow.tasks().stream().mapToLong(Task::width).sum();
        this.draws = (int) Math.max(FEWEST_DRAWS, Math.min(MOST_DRAWS, MOST_CALLS / Math.max(1, calls)));
        this.coldStarts = new double[tasks];
        this.delays = new double[tasks];
        this.finishes = new double[tasks];
        this.durations = new double[tasks][draws];
        this.taken = new boolean[tasks][];
        this.endToEnd = new double[draws];
        for (Task task : workflow.tasks()) {
            boolean warm = scenario.rootsWarm() && workflow.incoming(task).isEmpty();
            coldStarts[task.index()] = task.target()
                    .filter(target -> !warm)
                    .map(target -> scenario.workload()
                            .service(target.name())
                            .coldStart()
                            .mean())
                    .orElse(0.0);
            taken[task.index()] = new boolean[draws * workflow.incoming(task).size()];
        }
        draw(scenario, seed);
    }

    /** The delays in seconds, by the tasks' index. */
    static double[] delays(Scenario scenario, long seed) {
        OrionTuning tuning = new OrionTuning(scenario, seed);
        tuning.climb();
        return tuning.delays;
    }

    private void draw(Scenario scenario, long seed) {
        Draws tuning = new Draws(Double.doubleToLongBits(new Draws(seed).uniform(Purpose.TUNING, 0, 0)));
        for (int k = 0; k < draws; k++) {
            RunTruth truth = new RunTruth(scenario, tuning, Scenario.MOST_RUNS + k);
            for (Task task : workflow.tasks()) {
                durations[task.index()][k] = truth.runs(task) ? truth.duration(task) : -1;
                int incoming = workflow.incoming(task).size();
                for (int i = 0; i < incoming; i++) {
                    taken[task.index()][k * incoming + i] =
                            truth.taken(workflow.incoming(task).get(i));
                }
            }
        }
    }

    private void climb() {
        double[] steps = new double[delays.length];
        Arrays.fill(steps, STEP);
        double best = score();
        boolean better = true;
        while (better && work < MOST_WORK) {
            better = false;
            for (Task task : workflow.tasks()) {
                int i = task.index();
                if (!workflow.incoming(task).isEmpty() && task.target().isPresent()) {
                    double found = Math.max(move(i, steps[i], best), move(i, -steps[i], best));
                    if (found > best) {
                        best = found;
                        better = true;
                        steps[i] *= 2;
                    } else if (steps[i] > STEP) {
                        better = true;
                        steps[i] = Math.max(STEP, steps[i] / 2);
                    }
                }
            }
        }
    }

    /** Changes a delay if that is better; returns the better score. */
    private double move(int task, double step, double best) {
        double before = delays[task];
        // On the grid of steps, whatever the order of additions.
        delays[task] = Math.max(0, Math.round((before + step) / STEP) * STEP);
        double score = (delays[task] == before || work >= MOST_WORK) ? best : score();
        if (score <= best) {
            delays[task] = before;
        }
        return Math.max(best, score);
    }

    private double score() {
        double utilisation = 0;
        for (int k = 0; k < draws; k++) {
            utilisation += replay(k);
        }
        work += (long) draws * delays.length;
        double tail = Quantiles.percentiles().index(95).computeInPlace(endToEnd);
        return utilisation / draws / Math.max(1e-9, tail);
    }

    /** Fills in the end-to-end time of a draw, and returns its utilisation. */
    private double replay(int k) {
        double busy = 0;
        double provided = 0;
        double last = 0;
        for (int i = 0; i < delays.length; i++) {
            double duration = durations[i][k];
            if (duration >= 0) {
                Task task = workflow.tasks().get(i);
                double ready = ready(task, k);
                double available = Math.min(ready, delays[i]) + coldStarts[i];
                finishes[i] = Math.max(ready, available) + duration;
                busy += duration;
                provided += finishes[i] - available;
                last = Math.max(last, finishes[i]);
            }
        }
        endToEnd[k] = last;
        return (provided > 0) ? busy / provided : 1;
    }

    private double ready(Task task, int k) {
        List<Dependency> incoming = workflow.incoming(task);
        if (task.needs() == 0) {
            double latest = 0;
            for (int i = 0; i < incoming.size(); i++) {
                if (taken[task.index()][k * incoming.size() + i]) {
                    latest = Math.max(latest, finishes[incoming.get(i).from().index()]);
                }
            }
            return latest;
        }
        double[] live = new double[incoming.size()];
        int count = 0;
        for (int i = 0; i < incoming.size(); i++) {
            Dependency dependency = incoming.get(i);
            if (taken[task.index()][k * incoming.size() + i]) {
                live[count++] = finishes[dependency.from().index()];
            }
        }
        if (count == 0) {
            return 0;
        }
        Arrays.sort(live, 0, count);
        return live[Math.min(count, task.needs()) - 1];
    }
}

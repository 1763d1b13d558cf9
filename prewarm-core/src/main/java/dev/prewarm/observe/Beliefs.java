package dev.prewarm.observe;

import dev.prewarm.Estimate;
import dev.prewarm.Plan;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.RunView;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.Warmth;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the Prewarmer believes of services, and which tasks it believes to have met a cold start: looked at while its strategy is
 * asked, since it tells nobody else. Safe for use by any thread.
 */
public final class Beliefs {
    private static final int MOST_SERVICES = 1_000;
    private static final int MOST_TASKS = 500;
    private static final Duration BETWEEN = Duration.ofSeconds(1);

    private final Map<String, TargetBelief> services = lru(MOST_SERVICES);
    private final Map<String, Set<String>> coldTasks;

    /** @param runs for how many runs it is remembered which tasks met a cold start */
    public Beliefs(int runs) {
        this.coldTasks = lru(runs);
    }

    private static <V> Map<String, V> lru(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > most;
            }
        };
    }

    /** A strategy that decides as the other one does, and is looked over the shoulder. */
    public PrewarmStrategy watch(PrewarmStrategy strategy) {
        return new PrewarmStrategy() {
            @Override
            public Plan plan(RunView run) {
                Plan plan = strategy.plan(run);
                look(run);
                return plan;
            }

            @Override
            public String toString() {
                return strategy.toString();
            }
        };
    }

    private synchronized void look(RunView run) {
        List<Task> tasks = run.workflow().tasks();
        Set<String> cold = new LinkedHashSet<>();
        for (Task task : tasks.subList(0, Math.min(tasks.size(), MOST_TASKS))) {
            Target target = task.target().orElse(null);
            if (target == null) {
                continue;
            }
            TaskState state = run.state(task);
            if ((state == TaskState.RUNNING || state == TaskState.FINISHED) && run.metColdStart(task)) {
                cold.add(task.id());
            }
            TargetBelief known = services.get(target.name());
            if (known == null || known.at().plus(BETWEEN).isBefore(run.now())) {
                services.put(target.name(), belief(run, task, target));
            }
        }
        if (cold.isEmpty()) {
            coldTasks.remove(run.id());
        } else {
            coldTasks.put(run.id(), cold);
        }
    }

    private static TargetBelief belief(RunView run, Task task, Target target) {
        Warmth warmth = run.warmth(task);
        Estimate coldStart = run.coldStart(task);
        Instant until = warmth.warmUntil();
        return new TargetBelief(
                target.name(),
                target.uri().toString(),
                run.now(),
                warmth.instances(),
                until,
                warmth.retention().toMillis() / 1e3,
                coldStart.quantile(0.5),
                coldStart.quantile(0.9),
                coldStart.observations());
    }

    /** What was believed of each service, those thought of lately last. */
    public synchronized List<TargetBelief> services() {
        return List.copyOf(services.values());
    }

    /** The tasks of a run that are believed to have met a cold start, by its name at the Prewarmer. */
    public synchronized Set<String> coldTasks(String run) {
        return Set.copyOf(coldTasks.getOrDefault(run, Set.of()));
    }
}

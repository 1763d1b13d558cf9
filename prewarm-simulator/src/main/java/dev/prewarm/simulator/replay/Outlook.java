package dev.prewarm.simulator.replay;

import dev.prewarm.Dependency;
import dev.prewarm.Forecast;
import dev.prewarm.RunView;
import dev.prewarm.Target;
import dev.prewarm.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a run may come to: its tasks in all futures, and the instances that they will find. */
final class Outlook {
    /** A microsecond: forecasts are rounded. */
    private static final long NEAR = 1_000;

    final int futures;
    final List<Prospect> prospects = new ArrayList<>();
    final List<Pool> pools = new ArrayList<>();
    final double price;

    Outlook(RunView run, double price) {
        this.price = price;
        Forecast forecast = run.forecast();
        futures = forecast.futures();
        Map<String, Pool> byName = new HashMap<>();
        Map<Task, Integer> numbers = new HashMap<>();
        for (Task task : forecast.tasks()) {
            Pool pool = pool(run, forecast, task, byName);
            if (pool != null) {
                pool.users++;
            }
            Prospect prospect = new Prospect(run, forecast, task, pool, price);
            prospect.before = run.workflow().incoming(task).stream()
                    .map(Dependency::from)
                    .filter(numbers::containsKey)
                    .mapToInt(numbers::get)
                    .toArray();
            numbers.put(task, prospects.size());
            prospects.add(prospect);
        }
    }

    private @Nullable Pool pool(RunView run, Forecast forecast, Task task, Map<String, Pool> byName) {
        Target target = task.target().orElse(null);
        if (target == null || target.minScale() >= target.instancesFor(run.width(task))) {
            return null;
        }
        return byName.computeIfAbsent(target.name(), name -> {
            Pool pool = new Pool(pools.size(), run, forecast, task);
            pools.add(pool);
            return pool;
        });
    }

    /** By task, those that may wait for it. */
    int[][] after() {
        List<List<Integer>> after = new ArrayList<>();
        for (int task = 0; task < size(); task++) {
            after.add(new ArrayList<>());
            for (int before : get(task).before) {
                after.get(before).add(task);
            }
        }
        return after.stream()
                .map(tasks -> tasks.stream().mapToInt(task -> task).toArray())
                .toArray(int[][]::new);
    }

    /** Whether in a future the later task starts only when the earlier one has ended. */
    boolean waits(int earlier, Prospect later, int k) {
        Prospect from = get(earlier);
        return from.reached(k) && later.reached(k) && from.start[k] + from.duration[k] <= later.start[k] + NEAR;
    }

    /** Whether nothing is there that the task could use, and nobody else uses what is made for it. */
    boolean alone(Prospect prospect) {
        Pool pool = prospect.pool;
        return pool == null || (pool.users == 1 && pool.empty() && pool.target.minScale() == 0);
    }

    int size() {
        return prospects.size();
    }

    Prospect get(int task) {
        return prospects.get(task);
    }
}

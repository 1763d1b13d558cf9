package dev.prewarm.simulator.workload;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Workflows of regular shapes. */
final class WorkloadShapes {
    private WorkloadShapes() {}

    /** One task after another, each with a service of its own. */
    static Workload chain(String name, List<Distribution> durations, List<Distribution> coldStarts) {
        List<Service> services = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < durations.size(); i++) {
            String id = "t" + (i + 1);
            services.add(Service.of(id, coldStarts.get(i)));
            steps.add(Step.of(id, id, durations.get(i), i == 0 ? new String[0] : new String[] {"t" + i}));
        }
        return Workload.of(name, services, steps);
    }

    /** A split, so many calls of one service, and a join. */
    static Workload forkJoin(String name, int width, int concurrency, Distribution duration, Distribution coldStart) {
        List<Service> services = new ArrayList<>();
        for (String service : List.of("split", "work", "join")) {
            services.add(Service.of(service, coldStart).withConcurrency(concurrency));
        }
        List<Step> steps = new ArrayList<>();
        steps.add(Step.of("split", "split", duration));
        String[] works = new String[width];
        for (int i = 0; i < width; i++) {
            works[i] = "work" + (i + 1);
            steps.add(Step.of(works[i], "work", duration, "split"));
        }
        steps.add(Step.of("join", "join", duration, works));
        return Workload.of(name, services, steps);
    }

    /**
     * Three certain tasks, then two more that follow with a probability.
     *
     * @param resolvedBy the task whose finish decides
     */
    static Workload branchChain(
            String name, double probability, String resolvedBy, Distribution duration, Distribution coldStart) {
        Workload chain = chain(name, Collections.nCopies(5, duration), Collections.nCopies(5, coldStart));
        return chain.withSteps(step -> step.id().equals("t4")
                ? step.withAfter(new Predecessor("t3", probability, 0.5, false, resolvedBy))
                : step);
    }

    /**
     * Two certain tasks, then one of two alternatives, then a task after whichever was taken.
     *
     * @param resolvedBy the task whose finish decides
     */
    static Workload branchDiamond(
            String name, double probability, String resolvedBy, Distribution duration, Distribution coldStart) {
        List<Service> services = new ArrayList<>();
        for (String service : List.of("t1", "t2", "likely", "other", "last")) {
            services.add(Service.of(service, coldStart));
        }
        List<Step> steps = List.of(
                Step.of("t1", "t1", duration),
                Step.of("t2", "t2", duration, "t1"),
                Step.of("likely", "likely", duration)
                        .withAfter(new Predecessor("t2", probability, 0.5, true, resolvedBy)),
                Step.of("other", "other", duration)
                        .withAfter(new Predecessor("t2", 1 - probability, 0.5, true, resolvedBy)),
                Step.of("last", "last", duration, "likely", "other"));
        return Workload.of(name, services, steps);
    }
}

package dev.prewarm.benchmarks;

import dev.prewarm.Target;
import dev.prewarm.Workflow;
import java.util.List;
import java.util.Locale;

/** Prints what a workflow of 100,000 tasks and about 300,000 dependencies keeps in memory, ids included, targets not. */
public final class WorkflowMemory {
    private static final int TASKS = 100_000;

    private WorkflowMemory() {}

    /** Takes no arguments. */
    public static void main(String[] args) {
        List<Target> targets = Shapes.targets(1_000);
        Shapes.layered("small", 1_000, targets);
        long before = Heap.retained();
        Workflow workflow = Shapes.layered("large", TASKS, targets);
        long kept = Heap.retained() - before;
        System.out.printf(Locale.ROOT, "%s: %.1f MB%n", workflow, kept / 1e6);
    }
}

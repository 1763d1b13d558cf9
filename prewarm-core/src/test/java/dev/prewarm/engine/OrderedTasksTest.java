package dev.prewarm.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.prewarm.Task;
import dev.prewarm.Workflow;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OrderedTasksTest {
    private static Workflow separate(int tasks) {
        Workflow.Builder workflow = Workflow.builder("separate");
        for (int i = 0; i < tasks; i++) {
            workflow.localTask("t" + i);
        }
        return workflow.build();
    }

    @Test
    void whatComesAndGoesInAnyOrderIsInTopologicalOrder() {
        List<Task> all = separate(20).tasks();
        SplittableRandom random = new SplittableRandom(7);
        OrderedTasks tasks = new OrderedTasks(all.subList(3, 5));
        TreeMap<Integer, Task> expected = new TreeMap<>();
        all.subList(3, 5).forEach(task -> expected.put(task.index(), task));
        for (int i = 0; i < 1_000; i++) {
            Task task = all.get(random.nextInt(all.size()));
            if (random.nextBoolean()) {
                tasks.insert(task);
                expected.put(task.index(), task);
            } else {
                tasks.drop(task);
                expected.remove(task.index());
            }
            assertThat(tasks).containsExactlyElementsOf(expected.values());
            assertThat(tasks.contains(task)).isEqualTo(expected.containsKey(task.index()));
        }
    }

    @Test
    void knowsTheTasksOfItsOwnWorkflowOnly() {
        OrderedTasks tasks = new OrderedTasks(separate(3).tasks());

        assertThat(tasks.contains(separate(3).tasks().get(1))).isFalse();
    }

    @Test
    void isNotChangedByWhoReadsIt() {
        OrderedTasks tasks = new OrderedTasks(separate(3).tasks());

        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> tasks.remove(0));
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> tasks.add(tasks.get(0)));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> tasks.get(3));
    }
}

package dev.prewarm.server.track;

import static dev.prewarm.server.track.Told.choice;
import static dev.prewarm.server.track.Told.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prewarm.Target;
import dev.prewarm.server.event.Shape;
import dev.prewarm.server.event.Step;
import dev.prewarm.server.event.TriggerRule;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Workflows that stand for shapes, large ones above all. */
final class RunGraphTest {
    private static RunGraph graph(Map<String, Step> steps, Map<String, List<Target>> targets) {
        return new RunGraph("w", new Shape(steps), targets, Map.of());
    }

    private static Target target(String name) {
        return Target.of(name, URI.create("http://" + name));
    }

    /** So many tasks before so many others, each after each. */
    private static Map<String, Step> dense(int count) {
        Map<String, Step> steps = new LinkedHashMap<>();
        IntStream.range(0, count).forEach(i -> steps.put("chooser " + i, choice(List.of())));
        List<String> choosers = List.copyOf(steps.keySet());
        IntStream.range(0, count).forEach(i -> steps.put("task " + i, step(choosers, TriggerRule.NONE_FAILED)));
        return steps;
    }

    @Test
    void manyWaysOutOfManyChoicesAreAWorkflow() {
        assertThat(graph(dense(200), Map.of()).workflow().tasks()).hasSize(400);
    }

    @Test
    void moreThan200000EdgesAreRefused() {
        assertThatThrownBy(() -> graph(dense(448), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there are 200704 edges between tasks, but at most 200000 are allowed");
    }

    @Test
    void eachTaskThatStandsForOneCounts() {
        List<Target> three = List.of(target("a"), target("b"), target("c"));
        Map<String, Step> steps = dense(300);
        Map<String, List<Target>> targets = new LinkedHashMap<>();
        steps.keySet().stream().filter(task -> task.startsWith("task")).forEach(task -> targets.put(task, three));
        assertThatThrownBy(() -> graph(steps, targets)).hasMessageContaining("there are 270000 edges");
    }

    @Test
    void whatIsToldTwiceIsOneEdge() {
        Map<String, Step> steps = new LinkedHashMap<>();
        steps.put("a", step(List.of(), null));
        steps.put("b", step(List.of("a", "a", "b", "not there"), null));
        assertThat(graph(steps, Map.of()).after("a")).containsExactly("b");
    }
}

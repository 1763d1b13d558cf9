package dev.prewarm.strategy;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.RunView;
import dev.prewarm.Target;
import dev.prewarm.Workflow;
import dev.prewarm.testing.FixedRunView;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** However many ways there are through a graph, and however long they are, next-hop looks at each of its steps once or twice. */
class NextHopLooksOnceTest {
    private static final Target SERVICE = Target.of("service", URI.create("http://service.test"));
    /** Of the times that the state of a task is asked for, by each dependency that leads to it or from it. */
    private static final int FEW = 6;

    private int states;

    /** Counts how often the state of a task is asked for; more than this is never done. */
    private RunView counting(RunView view, long most) {
        return (RunView) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {RunView.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("state")) {
                        assertThat(++states).isLessThanOrEqualTo((int) most);
                    }
                    try {
                        return method.invoke(view, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }

    private static String[] layer(int depth, int width) {
        String[] ids = new String[width];
        for (int i = 0; i < width; i++) {
            ids[i] = "task " + depth + "-" + i;
        }
        return ids;
    }

    /** Local tasks, each after all of the layer before; the last one, which calls the service, after all of the last layer. */
    private static Workflow layers(int depth, int width) {
        Workflow.Builder layers = Workflow.builder("layers").localTask("start");
        String[] before = {"start"};
        for (int i = 0; i < depth; i++) {
            String[] layer = layer(i, width);
            for (String id : layer) {
                layers.localTask(id, after(before));
            }
            before = layer;
        }
        return layers.task("end", SERVICE, after(before)).build();
    }

    private void warmsTheEnd(FixedRunView.Builder run, Workflow workflow) {
        int edges = workflow.asGraph().edgeSet().size();
        RunView view = counting(run.build(), (long) FEW * edges);
        assertThat(new NextHopStrategy().plan(view).warmups())
                .extracting(warmup -> warmup.task().id())
                .containsExactly("end");
    }

    @Test
    void throughLayersOfTasksWithoutATarget() {
        Workflow layers = layers(40, 4);
        warmsTheEnd(FixedRunView.of(layers).running("start", Instant.EPOCH), layers);
    }

    @Test
    void throughALongChainOfThem() {
        Workflow chain = layers(20_000, 1);
        warmsTheEnd(FixedRunView.of(chain).running("start", Instant.EPOCH), chain);
    }

    @Test
    void backToAFailureFarAway() {
        Workflow layers = layers(5_000, 2);
        RunView run = FixedRunView.of(layers).failed("start", Instant.EPOCH).build();
        RunView view = counting(run, (long) FEW * layers.asGraph().edgeSet().size());
        assertThat(new Stuck(view).is(layers.task("end"))).isTrue();
    }
}

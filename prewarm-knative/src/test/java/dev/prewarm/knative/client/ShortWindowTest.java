package dev.prewarm.knative.client;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.Target;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import dev.prewarm.testing.knative.Autoscaling;
import dev.prewarm.testing.knative.MockKnative;
import dev.prewarm.testing.knative.ServiceSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Services with a window of 6 s, of which the workflow says nothing: its targets are those of a platform with the defaults, so
 * that they are believed to be warm from the last run, 40 s ago. All durations are those of the mock.
 */
@Tag("once")
final class ShortWindowTest {
    private static final double SPEED = 20;
    private static final int RUNS = 6;
    private static final Duration RETENTION = Duration.ofSeconds(7);
    private static final Duration BETWEEN_RUNS = Duration.ofSeconds(40);
    private static final List<String> SERVICES = List.of("first", "second", "third");

    private static MockKnative start() throws IOException {
        MockKnative.Builder builder = MockKnative.builder().speed(SPEED);
        for (String service : SERVICES) {
            ServiceSettings settings = ServiceSettings.builder(service)
                    .podStart(Duration.ofSeconds(2))
                    .autoscaling(Autoscaling.ideal(RETENTION))
                    .build();
            builder.service(settings, Duration.ofSeconds(6));
        }
        return builder.start();
    }

    private static Workflow chain(MockKnative knative) {
        Workflow.Builder chain = Workflow.builder("chain");
        String before = null;
        for (String service : SERVICES) {
            Target stock = Target.of(service, knative.uri(service));
            if (before == null) {
                chain.task(service, stock);
            } else {
                chain.task(service, stock, after(before));
            }
            before = service;
        }
        return chain.build();
    }

    private static void call(HttpClient http, URI uri) throws IOException, InterruptedException {
        assertThat(http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
    }

    /** The services that had no pod ready when a call of the run came. */
    private static List<List<String>> coldServices(MockKnative knative, Prewarmer prewarmer, FastTime time)
            throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        Workflow workflow = chain(knative);
        List<List<String>> cold = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            List<String> met = new ArrayList<>();
            try (WorkflowRun run = prewarmer.start(workflow)) {
                for (String service : SERVICES) {
                    boolean ready = run.call(service, () -> {
                        boolean warm = knative.stats(service).podsReady() > 0;
                        call(http, knative.uri(service));
                        return warm;
                    });
                    if (!ready) {
                        met.add(service);
                    }
                }
            }
            cold.add(met);
            CountDownLatch later = new CountDownLatch(1);
            time.schedule(BETWEEN_RUNS, later::countDown);
            later.await();
        }
        return cold;
    }

    @Test
    void fromTheFourthRunOnNextHopMeetsOnlyTheColdStartOfTheFirstService() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (MockKnative knative = start();
                FastTime time = new FastTime(SPEED);
                KnativeWarmupClient client =
                        KnativeWarmupClient.builder().scheduler(time).build();
                Prewarmer prewarmer = Prewarmer.builder(client)
                        .scheduler(time)
                        .executor(threads)
                        .strategy(PrewarmStrategy.nextHop())
                        .build()) {
            List<List<String>> cold = coldServices(knative, prewarmer, time);
            assertThat(cold.subList(3, RUNS)).as("cold in each run: %s", cold).containsOnly(List.of("first"));
        } finally {
            threads.shutdown();
        }
    }
}

package dev.prewarm.examples;

import dev.prewarm.Target;
import dev.prewarm.testing.knative.Autoscaling;
import dev.prewarm.testing.knative.MockKnative;
import dev.prewarm.testing.knative.ServiceSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * The services of an order, mocked: fetch, then resize and label, then store, then notify. If all are warm that takes 3.1 s; each
 * takes 2 s to start, and is kept for 4 s.
 */
final class OrderServices implements AutoCloseable {
    static final List<String> NAMES = List.of("fetch", "resize", "label", "store", "notify");

    private static final Duration COLD_START = Duration.ofSeconds(2);
    private static final Duration RETENTION = Duration.ofSeconds(4);
    private static final List<Integer> MILLIS = List.of(800, 1_200, 900, 600, 500);

    private final Speed speed;
    private final MockKnative knative;
    private final HttpCalls calls = new HttpCalls();

    OrderServices(Speed speed) throws IOException {
        this.speed = speed;
        MockKnative.Builder builder = MockKnative.builder().speed(speed.factor());
        for (int i = 0; i < NAMES.size(); i++) {
            builder.service(
                    ServiceSettings.builder(NAMES.get(i))
                            .podStart(COLD_START)
                            .autoscaling(Autoscaling.ideal(RETENTION))
                            .build(),
                    Duration.ofMillis(MILLIS.get(i)));
        }
        knative = builder.start();
    }

    URI uri(String name) {
        return knative.uri(name);
    }

    /** The service as one knows it who has measured nothing. */
    Target target(String name) {
        return Target.builder(name, knative.uri(name))
                .retention(speed.real(RETENTION))
                .build();
    }

    /** Calls a service, and returns its answer. */
    String call(String name) {
        try {
            return calls.get(knative.uri(name));
        } catch (IOException e) {
            throw new IllegalStateException("service " + name + " did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("service " + name + " was called in vain", e);
        }
    }

    /** Runs an order, and tells what it took; returns when all services are at zero again. */
    EngineRun measure(int number, Order order) throws Exception {
        long coldBefore = coldStartsMet();
        List<Long> warmUpsBefore = warmUpsServed();
        Instant start = knative.now();
        order.run(number);
        Duration took = Duration.between(start, knative.now());
        CountDownLatch never = new CountDownLatch(1);
        never.await(speed.real(RETENTION.plus(COLD_START)).toMillis(), TimeUnit.MILLISECONDS);
        List<Long> warmUps = warmUpsServed();
        long warmed = IntStream.range(0, NAMES.size())
                .filter(i -> !warmUps.get(i).equals(warmUpsBefore.get(i)))
                .count();
        return new EngineRun(number, took.toMillis() / 1e3, coldStartsMet() - coldBefore, warmed);
    }

    /** Of each service. */
    private List<Long> warmUpsServed() {
        return NAMES.stream().map(name -> knative.stats(name).warmUpsServed()).toList();
    }

    private long coldStartsMet() {
        return NAMES.stream()
                .mapToLong(name -> knative.stats(name).coldStartsMet())
                .sum();
    }

    @Override
    public void close() {
        knative.close();
    }

    /** One order, as an engine runs it. */
    @FunctionalInterface
    interface Order {
        void run(int number) throws Exception;
    }
}

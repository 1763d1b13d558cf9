package dev.prewarm.benchmarks;

import dev.prewarm.Target;
import dev.prewarm.WarmupRequest;
import dev.prewarm.WarmupResult;
import dev.prewarm.knative.KnativeWarmupClient;
import dev.prewarm.knative.PrewarmHeaders;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The time of a warm-up, where 16 at a time are sent to one warm service, beside the same requests by the JDK's client
 * alone. Client and server share the machine; {@code -prof gc} shows what is allocated.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@State(Scope.Benchmark)
public class ClientThroughput {
    private static final int AT_ONCE = 16;

    @SuppressWarnings("NullAway.Init") // opened before it is used
    private LocalServer server;

    @SuppressWarnings("NullAway.Init") // opened before it is used
    private KnativeWarmupClient knative;

    @SuppressWarnings("NullAway.Init") // opened before it is used
    private WarmupRequest request;

    @SuppressWarnings("NullAway.Init") // opened before it is used
    private HttpClient bare;

    @SuppressWarnings("NullAway.Init") // opened before it is used
    private URI uri;

    /** Opens the server and both clients. */
    @Setup
    public void open() throws IOException {
        server = new LocalServer(() -> {});
        uri = server.uri().resolve("/warmup");
        bare = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        knative = KnativeWarmupClient.builder().build();
        request = new WarmupRequest(
                Target.of("service", server.uri()), 1, 1, Instant.now().plus(Duration.ofHours(1)), "run");
    }

    /** Closes what can be closed. */
    @TearDown
    public void close() throws IOException {
        knative.close();
        server.close();
    }

    /** Through the warm-up client. */
    @Benchmark
    @OperationsPerInvocation(AT_ONCE)
    public void warmUp() throws InterruptedException {
        CountDownLatch open = new CountDownLatch(AT_ONCE);
        for (int i = 0; i < AT_ONCE; i++) {
            knative.warmUp(request).whenComplete((result, failure) -> {
                if (!(result instanceof WarmupResult.Failed)) {
                    open.countDown();
                }
            });
        }
        await(open);
    }

    /** The yardstick. */
    @Benchmark
    @OperationsPerInvocation(AT_ONCE)
    public void bare() throws InterruptedException {
        CountDownLatch open = new CountDownLatch(AT_ONCE);
        for (int i = 0; i < AT_ONCE; i++) {
            HttpRequest get = HttpRequest.newBuilder(uri)
                    .setHeader("User-Agent", "prewarm")
                    .setHeader(PrewarmHeaders.WARMUP, "1")
                    .build();
            CompletionStage<?> answer = bare.sendAsync(get, BodyHandlers.discarding());
            answer.thenRun(open::countDown);
        }
        await(open);
    }

    private static void await(CountDownLatch open) throws InterruptedException {
        if (!open.await(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException(open.getCount() + " requests failed, or were not answered in a minute");
        }
    }
}

package dev.prewarm.benchmarks;

import dev.prewarm.Target;
import dev.prewarm.WarmupRequest;
import dev.prewarm.WarmupResult;
import dev.prewarm.knative.PrewarmHeaders;
import dev.prewarm.knative.client.KnativeWarmupClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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
 * Warm-ups a second, 16 at a time to one warm service, beside the same requests by the JDK's client alone. Client and
 * server share the machine.
 *
 * <p>{@code inTurn} tells the ratio: both take turns of the same length in one JVM, so that whatever else the machine does
 * meets both alike. {@code warmUp} and {@code bare} have a JVM each, for what {@code -prof gc} tells of a request.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@State(Scope.Benchmark)
public class ClientThroughput {
    private static final int AT_ONCE = 16;
    private static final int REQUESTS = 1_000;
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final InFlight inFlight = new InFlight(AT_ONCE);

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
        request = WarmupRequest.builder(
                        Target.of("service", server.uri()), Instant.now().plus(Duration.ofHours(1)))
                .believedReady(1)
                .runId("run")
                .build();
    }

    /** Closes what can be closed. */
    @TearDown
    public void close() throws IOException {
        knative.close();
        server.close();
    }

    /** Through the warm-up client. */
    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    public void warmUp() throws InterruptedException {
        inFlight.send(REQUESTS, this::sendWarmup);
    }

    /** The yardstick. */
    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    public void bare() throws InterruptedException {
        inFlight.send(REQUESTS, this::sendBare);
    }

    /** Both, in turn; the counters compare. */
    @Benchmark
    public void inTurn(Done done) throws InterruptedException {
        done.bare += inFlight.sendFor(TURN_NANOS, this::sendBare);
        done.warmUp += inFlight.sendFor(TURN_NANOS, this::sendWarmup);
    }

    private CompletionStage<Boolean> sendWarmup() {
        return knative.warmUp(request).thenApply(result -> !(result instanceof WarmupResult.Failed));
    }

    private CompletionStage<Boolean> sendBare() {
        HttpRequest get = HttpRequest.newBuilder(uri)
                .setHeader("User-Agent", "prewarm")
                .setHeader(PrewarmHeaders.WARMUP, "1")
                .build();
        return bare.sendAsync(get, BodyHandlers.discarding()).thenApply(answer -> answer.statusCode() == 200);
    }

    /** Requests that were answered, a second of both turns. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Done {
        /** By the JDK's client alone. */
        public long bare;

        /** By the warm-up client. */
        public long warmUp;
    }
}

package dev.prewarm.testing.knative;

import dev.prewarm.Cancellable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/**
 * One service of a {@link MockKnative}: a server on a port of its own in front of the model's service.
 *
 * <p>Follows the chain of handlers of {@code cmd/activator/main.go} of Knative Serving: probes, the time-out, and the
 * wait for a pod.
 */
final class MockService {
    private final MockKnative knative;
    private final KnativeService model;
    private final Supplier<Duration> workTime;
    private final MockWebServer server = new MockWebServer();
    private final WatchedSockets sockets = new WatchedSockets();
    private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
    private final Set<MockExchange> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    MockService(MockKnative knative, KnativeService model, Supplier<Duration> workTime) {
        this.knative = knative;
        this.model = model;
        this.workTime = workTime;
        server.setServerSocketFactory(sockets);
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                return serve(request);
            }
        });
    }

    void start(int port) throws IOException {
        server.start(InetAddress.getLoopbackAddress(), port);
    }

    KnativeService model() {
        return model;
    }

    URI uri() {
        return URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + server.getPort() + "/");
    }

    void add(Fault fault) {
        faults.add(fault);
    }

    private MockResponse serve(RecordedRequest http) throws InterruptedException {
        // The server keeps what it received, for tests that ask it; nobody asks here.
        server.takeRequest(0, TimeUnit.MILLISECONDS);
        Optional<MockResponse> probe = Probes.answer(http.getHeaders());
        if (probe.isPresent()) {
            return probe.get();
        }
        MockExchange exchange = new MockExchange(sockets.current(), http.getBodySize() == 0);
        open.add(exchange);
        try {
            if (closed) {
                exchange.answer(status(503, "the mock is closed\n"));
            }
            Fault fault = faults.poll();
            if (fault != null) {
                return fail(fault, exchange);
            }
            return call(http.getUrl().encodedPath().equals(knative.warmUpPath()), exchange);
        } finally {
            open.remove(exchange);
        }
    }

    private MockResponse fail(Fault fault, MockExchange exchange) throws InterruptedException {
        if (fault instanceof Fault.Status answer) {
            return status(answer.status(), answer.body());
        }
        if (fault instanceof Fault.Reset) {
            try {
                sockets.current().reset();
            } catch (IOException e) {
                throw new UncheckedIOException("could not reset the connection to a client of " + model.name(), e);
            }
            return status(500, "");
        }
        return exchange.await(() -> {});
    }

    private MockResponse call(boolean warmUp, MockExchange exchange) throws InterruptedException {
        Duration serviceTime = warmUp ? knative.warmUpTime() : workTime.get();
        RequestListener listener = new RequestListener() {
            @Override
            public void onFinished() {
                exchange.answer(warmUp ? status(200, "warm\n") : json("\"done\"\n"));
            }
        };
        Request request = knative.locked(
                () -> model.request(warmUp ? RequestKind.WARM_UP : RequestKind.WORK, serviceTime, listener));
        Cancellable timeout = knative.after(knative.timeout(), () -> {
            request.cancel();
            exchange.answer(status(504, "activator request timeout"));
        });
        try {
            return exchange.await(() -> knative.locked(() -> {
                request.cancel();
                return request;
            }));
        } finally {
            timeout.cancel();
        }
    }

    private static MockResponse status(int code, String body) {
        return new MockResponse.Builder().code(code).body(body).build();
    }

    /** What engines can read that take each answer for JSON. */
    private static MockResponse json(String body) {
        return new MockResponse.Builder()
                .code(200)
                .addHeader("Content-Type", "application/json")
                .body(body)
                .build();
    }

    void close() {
        closed = true;
        open.forEach(exchange -> exchange.answer(status(503, "the mock is closed\n")));
        server.close();
    }
}

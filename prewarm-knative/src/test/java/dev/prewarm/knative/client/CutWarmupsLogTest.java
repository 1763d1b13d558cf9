package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Target;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That a warm-up was cut is found in the log. */
final class CutWarmupsLogTest {
    private final Logger logger = Logger.getLogger(KnativeWarmupClient.class.getName());
    private final Queue<LogRecord> logged = new ConcurrentLinkedQueue<>();
    private final Fixture fixture = new Fixture();

    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(handler);
        fixture.close();
    }

    @Test
    void severalWarmupsThatAreCutAreOneWarning() {
        try (RawServer server = new RawServer(
                        (head, socket) -> RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
                KnativeWarmupClient client = fixture.client().limits(2, 10).build()) {
            URI uri = server.uri();
            Target target = Target.builder("shop/resize", uri).concurrency(1).build();
            Fixture.result(client, fixture.request(target, 2, 0, Fixture.PATIENCE));
            assertThat(logged).isEmpty();

            Fixture.result(client, fixture.request(target, 10, 0, Fixture.PATIENCE));
            Fixture.result(client, fixture.request(target, 20, 0, Fixture.PATIENCE));
            assertThat(logged).singleElement().satisfies(line -> {
                assertThat(line.getLevel()).isEqualTo(Level.WARNING);
                assertThat(line.getMessage()).contains("A warm-up of shop/resize is cut to 3 of 10 instances");
            });
        }
    }
}

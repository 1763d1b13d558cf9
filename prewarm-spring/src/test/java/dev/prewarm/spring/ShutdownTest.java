package dev.prewarm.spring;

import static dev.prewarm.spring.Applications.PAIR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Prewarmer;
import dev.prewarm.StatisticsSnapshot;
import dev.prewarm.StatisticsStore;
import dev.prewarm.Target;
import dev.prewarm.WarmupClient;
import dev.prewarm.WarmupRequest;
import dev.prewarm.WarmupResult;
import dev.prewarm.WorkflowRun;
import dev.prewarm.knative.client.KnativeWarmupClient;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** When an application stops, nothing that was learned is lost, and what others need is closed after them. */
class ShutdownTest {
    private static final List<String> ENDED = Collections.synchronizedList(new ArrayList<>());

    /** A client that says when it is closed. */
    static final class ClosingClient implements WarmupClient, AutoCloseable {
        @Override
        public CompletionStage<WarmupResult> warmUp(WarmupRequest request) {
            return CompletableFuture.completedStage(WarmupResult.failed("it is for closing", false));
        }

        @Override
        public void close() {
            ENDED.add("client");
        }
    }

    /** A store that says when it is used, and when it is closed. */
    static final class ClosingStore implements StatisticsStore, AutoCloseable {
        @Override
        public StatisticsSnapshot load() {
            return StatisticsSnapshot.empty();
        }

        @Override
        public void save(StatisticsSnapshot snapshot) {
            ENDED.add("saved");
        }

        @Override
        public void close() {
            ENDED.add("store");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Closing {
        @Bean
        ClosingClient client() {
            return new ClosingClient();
        }

        @Bean
        ClosingStore store() {
            return new ClosingStore();
        }
    }

    @Test
    void thePrewarmerSavesBeforeItsClientAndItsStoreAreClosed() {
        ENDED.clear();
        Applications.plain().withUserConfiguration(Closing.class).run(context -> {
            WorkflowRun run = context.getBean(Prewarmer.class).start(PAIR);
            run.started("first");
            run.finished("first");
        });
        assertThat(ENDED).first().isEqualTo("saved");
        assertThat(ENDED).containsExactlyInAnyOrder("saved", "client", "store");
    }

    @Test
    void whatWasLearnedIsInTheFileAfterwards(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("learned");
        Applications.plain()
                .withPropertyValues("prewarm.statistics.file=" + file, "prewarm.strategy=none")
                .run(context -> {
                    try (WorkflowRun run = context.getBean(Prewarmer.class).start(PAIR)) {
                        run.started("first");
                        run.finished("first");
                    }
                });
        assertThat(StatisticsSnapshot.fromBytes(Files.readAllBytes(file))).isNotEqualTo(StatisticsSnapshot.empty());
    }

    @Test
    void theClientOfTheStarterIsClosedWithTheApplication() throws Exception {
        AtomicReference<KnativeWarmupClient> client = new AtomicReference<>();
        Applications.plain().run(context -> client.set(context.getBean(KnativeWarmupClient.class)));
        WarmupRequest request = WarmupRequest.builder(
                        Target.of("late", URI.create("http://late.test")), Instant.parse("2100-01-01T00:00:00Z"))
                .build();
        assertThat(client.get().warmUp(request).toCompletableFuture().get())
                .isEqualTo(WarmupResult.failed("the client is closed", false));
    }
}

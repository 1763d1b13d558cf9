package dev.prewarm.server;

import static dev.prewarm.TaskOption.after;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.Target;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import dev.prewarm.micrometer.PrewarmMetrics;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the dashboard and the alerts ask Prometheus for is what it scrapes, by its very name. */
class DashboardTest {
    private static final Pattern IN_AN_EXPRESSION = Pattern.compile("\\b(prewarm_[a-z_]+)(?=[\\[{)])");

    /** The names of the samples that there are once a warm-up has been used. */
    private static Set<String> scraped() {
        VirtualScheduler scheduler = new VirtualScheduler();
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Prewarmer prewarmer = Prewarmer.builder(RecordingWarmupClient.of(scheduler, Duration.ofSeconds(1)))
                .scheduler(scheduler)
                .strategy(PrewarmStrategy.nextHop())
                .listener(PrewarmMetrics.listener(registry))
                .build();
        new PrewarmMetrics(prewarmer).bindTo(registry);
        WorkflowRun run = prewarmer.start(Workflow.builder("pair")
                .localTask("step")
                .task("call", Target.of("service", URI.create("http://service.test")), after("step"))
                .build());
        run.started("step");
        scheduler.advance(Duration.ofSeconds(2));
        run.finished("step");
        run.started("call");
        run.finished("call");
        run.close();
        scheduler.runPending();
        return registry.scrape()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceFirst("[ {].*", ""))
                .collect(toSet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"../docs/grafana.json", "../docs/observe.md"})
    void everyNameIsScraped(String file) throws IOException {
        Set<String> asked = IN_AN_EXPRESSION
                .matcher(Files.readString(Path.of(file)))
                .results()
                .map((MatchResult name) -> name.group(1))
                .collect(toSet());
        assertThat(asked).hasSizeGreaterThan(3);
        assertThat(scraped()).containsAll(asked);
    }
}

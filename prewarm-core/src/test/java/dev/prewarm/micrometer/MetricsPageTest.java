package dev.prewarm.micrometer;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Prewarmer;
import dev.prewarm.Target;
import dev.prewarm.Workflow;
import dev.prewarm.architecture.DocumentedExample;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page about what can be watched has every meter, with its tags and its name in Prometheus. */
class MetricsPageTest {
    private static final Path PAGE = Path.of("../docs/observe.md");
    private static final Path CLASS = Path.of("src/main/java/dev/prewarm/micrometer/PrewarmMetrics.java");

    private final MeterRegistry registry = new SimpleMeterRegistry();

    private Stream<Meter.Id> meters() {
        VirtualScheduler scheduler = new VirtualScheduler();
        Prewarmer prewarmer = Prewarmer.builder(RecordingWarmupClient.of(scheduler, Duration.ofSeconds(1)))
                .scheduler(scheduler)
                .listener(PrewarmMetrics.listener(registry))
                .build();
        new PrewarmMetrics(prewarmer).bindTo(registry);
        Workflow workflow = Workflow.builder("pair")
                .localTask("step")
                .task("call", Target.of("service", URI.create("http://service.test")), after("step"))
                .build();
        prewarmer.start(workflow).started("step");
        scheduler.advance(Duration.ofSeconds(1));
        return registry.getMeters().stream().map(Meter::getId);
    }

    private static String inPrometheus(Meter.Id meter) {
        String name = meter.getName().replace('.', '_');
        return switch (meter.getType()) {
            case COUNTER -> name + "_total";
            case TIMER -> name + "_seconds";
            default -> name;
        };
    }

    @Test
    void thePageHasARowForEveryMeter() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(meters())
                .isNotEmpty()
                .allSatisfy(meter ->
                        assertThat(page).contains("| `" + meter.getName() + "` | `" + inPrometheus(meter) + "` |"));
    }

    @Test
    void theRowOfAMeterHasItsTags() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(meters()).isNotEmpty().allSatisfy(meter -> {
            String row = page.lines()
                    .filter(line -> line.startsWith("| `" + meter.getName() + "` |"))
                    .findFirst()
                    .orElseThrow();
            assertThat(meter.getTags()).allSatisfy(tag -> assertThat(row).contains("`" + tag.getKey() + "`"));
        });
    }

    @Test
    void theClassNamesEveryMeter() throws IOException {
        String documentation = Files.readString(CLASS);
        assertThat(meters())
                .isNotEmpty()
                .allSatisfy(meter -> assertThat(documentation).contains("<td>{@code " + meter.getName() + "}</td>"));
    }

    @Test
    void theExampleOfThePageIsTested() throws IOException {
        DocumentedExample.assertTested(PAGE, Path.of("src/test/java/dev/prewarm/micrometer/MetricsExampleTest.java"));
    }
}

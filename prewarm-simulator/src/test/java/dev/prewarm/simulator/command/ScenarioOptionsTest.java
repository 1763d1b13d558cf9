package dev.prewarm.simulator.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.Scenarios;
import dev.prewarm.simulator.workload.Service;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScenarioOptionsTest {
    private final ScenarioOptions options = new ScenarioOptions();

    private Duration retention() {
        Scenario file = Scenarios.of(Scenarios.named("paper")
                .workload()
                .withServices(service -> service.withRetention(Duration.ofSeconds(11))));
        Service first = options.with(file).workload().services().get(0);
        return first.retention();
    }

    @Test
    void contentionLeavesTheRetentionOfTheFile() {
        options.contention = 0.2;
        assertThat(retention()).isEqualTo(Duration.ofSeconds(11));
    }

    @Test
    void aWindowIsSaidOfAllServices() {
        options.window = Duration.ofSeconds(60);
        options.contention = 0.2;
        assertThat(retention()).isEqualTo(Duration.ofSeconds(61));
    }
}

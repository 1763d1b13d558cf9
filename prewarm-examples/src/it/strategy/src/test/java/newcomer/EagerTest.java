package newcomer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.prewarm.simulator.comparison.*;
import dev.prewarm.simulator.workload.Scenarios;
import org.junit.jupiter.api.Test;

class EagerTest {
    @Test
    void itIsFasterThanNothing() {
        ComparisonResult result = Comparison.simulated().run(ComparisonRequest.builder(Scenarios.named("paper"))
                .runs(10).contestants("none").contestant("eager", Eager::new).build());
        assertTrue(result.find("eager").orElseThrow().cost() < result.find("none").orElseThrow().cost());
    }
    @Test
    void theCommandTakesItToo() throws Exception {
        Process command = new ProcessBuilder("java", "-cp", System.getProperty("java.class.path"),
                "dev.prewarm.simulator.command.Main", "compare", "--scenario", "paper", "--runs", "10",
                "--strategies", "none", "--strategy-class", Eager.class.getName()).redirectErrorStream(true).start();
        assertTrue(new String(command.getInputStream().readAllBytes()).contains("Eager"));
    }
}

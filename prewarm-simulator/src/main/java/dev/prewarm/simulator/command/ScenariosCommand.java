package dev.prewarm.simulator.command;

import static java.util.Objects.requireNonNull;

import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.ScenarioAxis;
import dev.prewarm.simulator.workload.Scenarios;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists what can be given as a scenario. */
@Command(
        name = "scenarios",
        mixinStandardHelpOptions = true,
        description = "Lists the named scenarios and the axes that can change each of them.")
final class ScenariosCommand implements Runnable {
    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = requireNonNull(spec).commandLine().getOut();
        out.println("Scenarios:");
        for (Scenario scenario : Scenarios.all()) {
            out.printf("  %-26s %s%n", scenario.name(), scenario.description());
        }
        out.println();
        out.println("Axes, added to a scenario's name after a plus sign, as in paper+window-6s+lost:");
        for (ScenarioAxis axis : ScenarioAxis.all()) {
            out.printf("  %-26s %s%n", axis.name(), axis.description());
        }
    }
}

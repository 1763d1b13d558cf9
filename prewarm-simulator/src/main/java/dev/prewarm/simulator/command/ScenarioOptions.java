package dev.prewarm.simulator.command;

import dev.prewarm.simulator.workload.Arrivals;
import dev.prewarm.simulator.workload.DurationText;
import dev.prewarm.simulator.workload.InvalidInputException;
import dev.prewarm.simulator.workload.Scenario;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what runs, and when; shared by the commands that simulate runs. */
final class ScenarioOptions extends WorkflowOptions {
    @Option(names = "--runs", paramLabel = "N", description = "runs that are measured; default: 200")
    @Nullable
    Integer runs;

    @Option(names = "--trained", description = "strategies have learned from runs of the same kind before")
    boolean trained;

    @Option(
            names = "--arrivals",
            paramLabel = "WHEN",
            description = "sequential, poisson:2/min or every:30s; default: sequential")
    @Nullable
    Arrivals arrivals;

    @Option(names = "--announce", paramLabel = "TIME", description = "announce each run that long before its start")
    @Nullable
    Duration announce;

    @Override
    Scenario with(Scenario named) {
        Scenario.Builder builder = super.with(named).toBuilder();
        if (runs != null) {
            builder.runs(runs);
        }
        if (arrivals != null) {
            builder.arrivals(arrivals);
        }
        if (announce != null) {
            if (announce.isZero()) {
                throw new InvalidInputException(
                        "--announce 0s, but above 0 is needed; without it nothing is announced");
            }
            builder.announce(announce);
        }
        Scenario scenario = builder.trained(trained || named.trained()).build();
        if (scenario.rootsWarm() && scenario.announce().isPresent()) {
            throw new InvalidInputException("announced "
                    + DurationText.of(scenario.announce().get()) + " ahead, but the runs of " + named.name()
                    + " begin when the services of their first tasks are warm, and are not known before");
        }
        return scenario;
    }

    /** Whether runs were said to come one after the other. */
    boolean saidSequential() {
        return arrivals instanceof Arrivals.Sequential;
    }
}

package dev.prewarm.simulator.command;

import static java.util.Objects.requireNonNull;

import dev.prewarm.simulator.history.HistoryWorkloads;
import dev.prewarm.simulator.history.PastWorkflow;
import dev.prewarm.simulator.workload.Arrivals;
import dev.prewarm.simulator.workload.AutoscalerModel;
import dev.prewarm.simulator.workload.Distribution;
import dev.prewarm.simulator.workload.DurationText;
import dev.prewarm.simulator.workload.InvalidInputException;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.Scenarios;
import dev.prewarm.simulator.workload.WfFormat;
import dev.prewarm.simulator.workload.WorkflowFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what runs; shared by the commands. */
final class ScenarioOptions {
    private static final double RUNTIME_CV = 0.3;
    private static final Duration DEFAULT_WINDOW = Duration.ofSeconds(60);

    /** How a file is written. */
    enum Format {
        /** The project's own. */
        PREWARM,
        /** WfCommons' WfFormat 1.4 to 1.6. */
        WFFORMAT
    }

    @Option(names = "--workflow", paramLabel = "FILE", description = "the workflow, from a file")
    @Nullable
    Path workflow;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "prewarm",
            description =
                    "of the file: prewarm (docs/workflow-file.md) or wfformat (WfCommons 1.4 to 1.6); default: prewarm")
    Format format = Format.PREWARM;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description =
                    "a scenario by its name, with axes after plus signs: paper+window-6s; see the command scenarios")
    @Nullable
    String scenario;

    @Option(names = "--runs", paramLabel = "N", description = "runs that are measured; default: 200")
    @Nullable
    Integer runs;

    @Option(names = "--trained", description = "strategies have learned from runs of the same kind before")
    boolean trained;

    @Option(
            names = "--cold-start",
            paramLabel = "DIST",
            description = "of every service: const:1s or lognormal:MEAN,SD; default: as the scenario or file says,"
                    + " for wfformat lognormal:3.24s,7.10s")
    @Nullable
    Distribution coldStart;

    @Option(
            names = "--runtime-cv",
            paramLabel = "CV",
            description = "every duration becomes log-normal around its median; default: as the scenario or file says,"
                    + " for wfformat 0.3")
    @Nullable
    Double runtimeCv;

    @Option(
            names = "--window",
            paramLabel = "TIME",
            description = "the platform's stable window, 6s to 1h; default: as the scenario says, else 60s")
    @Nullable
    Duration window;

    @Option(
            names = "--autoscaler",
            paramLabel = "NAME",
            description = "ideal: what is needed, at once, kept for a second beyond the window; or kpa: Knative's own,"
                    + " with its reports, windows and ticks; default: as the scenario says, else ideal")
    @Nullable
    AutoscalerModel autoscaler;

    @Option(
            names = "--contention",
            paramLabel = "SHARE",
            description = "by what share the start of an instance becomes longer for each other one that is starting,"
                    + " 0 to 10; default: as the scenario says, else 0")
    @Nullable
    Double contention;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "calls that one instance serves at a time, 0 for no limit; default: as the scenario or file"
                    + " says, for wfformat 1")
    @Nullable
    Integer concurrency;

    @Option(
            names = "--arrivals",
            paramLabel = "WHEN",
            description = "sequential, poisson:2/min or every:30s; default: sequential")
    @Nullable
    Arrivals arrivals;

    @Option(names = "--announce", paramLabel = "TIME", description = "announce each run that long before its start")
    @Nullable
    Duration announce;

    /** What the runs of a journal did; how long cold starts take, and how long instances are kept, are said by the options. */
    List<PastWorkflow> workloads(Path journal) {
        if (workflow != null || scenario != null) {
            throw new InvalidInputException("give --history FILE, or a workflow or scenario, not both");
        }
        Duration kept = (window == null) ? DEFAULT_WINDOW : window;
        return new HistoryWorkloads(coldStart == null ? Distribution.constant(1) : coldStart, kept).read(journal);
    }

    /** The scenario of a recorded workflow, with what else the options say. */
    Scenario scenarioOf(PastWorkflow past) {
        return with(Scenarios.of(past.workload()));
    }

    /** The scenario that the options say. */
    Scenario toScenario() {
        return with(source());
    }

    private Scenario with(Scenario named) {
        Scenario.Builder builder = named.toBuilder();
        if (coldStart != null && (workflow == null || format == Format.PREWARM)) {
            Distribution given = coldStart;
            builder.workload(named.workload().withServices(service -> service.withColdStart(given)));
        }
        if (runtimeCv != null) {
            double cv = runtimeCv;
            builder.workload(builder.build()
                    .workload()
                    .withSteps(step -> step.withDuration(
                            Distribution.logNormal(step.duration().median(), cv))));
        }
        if (concurrency != null) {
            int calls = concurrency;
            builder.workload(builder.build().workload().withServices(service -> service.withConcurrency(calls)));
        }
        if (runs != null) {
            builder.runs(runs);
        }
        if (window != null) {
            builder.platform(named.platform().withWindow(window));
        }
        if (contention != null) {
            builder.platform(builder.build().platform().withContention(contention));
        }
        if (autoscaler != null) {
            builder.autoscaler(autoscaler);
        }
        if (arrivals != null) {
            builder.arrivals(arrivals);
        }
        if (announce != null) {
            builder.announce(announce);
        }
        return builder.trained(trained || named.trained()).build();
    }

    private Scenario source() {
        if ((workflow == null) == (scenario == null)) {
            throw new InvalidInputException("give either --workflow FILE or --scenario NAME"
                    + (workflow == null ? "" : ", not both") + "; the command scenarios lists the names");
        }
        if (scenario != null) {
            return Scenarios.named(scenario);
        }
        Path file = requireNonNull(workflow);
        return Scenarios.of(
                format == Format.PREWARM
                        ? WorkflowFile.read(file)
                        : WfFormat.read(
                                file,
                                runtimeCv == null ? RUNTIME_CV : runtimeCv,
                                coldStart == null ? WfFormat.COLD_START : coldStart));
    }

    /** Reads const:1s, lognormal:3.24s,7.10s. */
    static Distribution distribution(String text) {
        String lower = text.trim().toLowerCase(Locale.ROOT);
        if (lower.startsWith("const:")) {
            return Distribution.constant(DurationText.seconds(lower.substring("const:".length())));
        }
        String[] parameters = lower.substring(lower.indexOf(':') + 1).split(",", -1);
        if (lower.startsWith("lognormal:") && parameters.length == 2) {
            return Distribution.logNormalByMean(
                    DurationText.seconds(parameters[0]), DurationText.seconds(parameters[1]));
        }
        throw new IllegalArgumentException(
                "\"" + text + "\", but const:TIME (const:1s) or lognormal:MEAN,SD (lognormal:3.24s,7.10s) is allowed");
    }
}

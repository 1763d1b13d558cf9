package dev.prewarm.simulator.command;

import static java.util.Objects.requireNonNull;

import dev.prewarm.simulator.history.HistoryWorkloads;
import dev.prewarm.simulator.history.PastWorkflow;
import dev.prewarm.simulator.workload.AutoscalerModel;
import dev.prewarm.simulator.workload.Distribution;
import dev.prewarm.simulator.workload.DurationText;
import dev.prewarm.simulator.workload.InvalidInputException;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.Scenarios;
import dev.prewarm.simulator.workload.WfFormat;
import dev.prewarm.simulator.workload.WorkflowFile;
import dev.prewarm.simulator.workload.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which workflow it is, on which platform; shared by the commands. */
class WorkflowOptions {
    private static final double RUNTIME_CV = 0.3;
    private static final Duration DEFAULT_WINDOW = Duration.ofSeconds(60);

    /** How a file is written. */
    enum Format {
        /** The project's own. */
        PREWARM,
        /** WfCommons' WfFormat 1.4 to 1.6. */
        WFFORMAT;

        /** As on the command line. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a shell completes. */
    static final class ScenarioNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Scenarios.all().stream().map(Scenario::name).iterator();
        }
    }

    @Option(names = "--workflow", paramLabel = "FILE", description = "the workflow, from a file")
    @Nullable
    Path workflow;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "of the file: prewarm (docs/workflow-file.md) or wfformat (WfCommons 1.4 to 1.6); default: prewarm")
    @Nullable
    Format format;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description =
                    "a scenario by its name, with axes after plus signs: paper+window-6s; see the command scenarios",
            completionCandidates = ScenarioNames.class)
    @Nullable
    String scenario;

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
            paramLabel = "MODEL",
            description = "ideal: what is needed, at once, kept for a second beyond the window; or kpa: Knative's own,"
                    + " with its reports, windows and ticks; default: as the scenario says, else ideal")
    @Nullable
    AutoscalerModel autoscaler;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "calls that one instance serves at a time, 0 for no limit; default: as the scenario or file"
                    + " says, for wfformat 1")
    @Nullable
    Integer concurrency;

    @Option(
            names = "--contention",
            paramLabel = "SHARE",
            description = "by what share the start of an instance becomes longer for each other one that is starting,"
                    + " 0 to 10; default: as the scenario says, else 0")
    @Nullable
    Double contention;

    /**
     * What the runs of a journal did; how long cold starts take, and how long instances are kept, are said by the options.
     *
     * @param warmed whether the calls in the journal were warm
     * @param leftOut is told of lines that are no events, and of each workflow that cannot be advised on
     */
    final List<PastWorkflow> workloads(Path journal, boolean warmed, Consumer<String> leftOut) {
        if (workflow != null || scenario != null) {
            throw new InvalidInputException("give --history FILE, or a workflow or scenario, not both");
        }
        if (format != null) {
            throw new InvalidInputException("--format goes with --workflow FILE; a journal has a format of its own");
        }
        return new HistoryWorkloads(coldStartOfJournal(), windowOfJournal(), warmed).read(journal, leftOut);
    }

    /** How long the cold starts of the services in a journal take. */
    final Distribution coldStartOfJournal() {
        return (coldStart == null) ? Distribution.constant(1) : coldStart;
    }

    /** How long the idle instances in a journal were kept. */
    final Duration windowOfJournal() {
        return (window == null) ? DEFAULT_WINDOW : window;
    }

    /** The scenario of a recorded workflow, with what else the options say. */
    final Scenario scenarioOf(PastWorkflow past) {
        return with(Scenarios.of(past.workload()));
    }

    /** The scenario that the options say. */
    final Scenario toScenario() {
        return with(source());
    }

    /** The scenario as the options change it. */
    Scenario with(Scenario named) {
        Scenario.Builder builder = named.toBuilder();
        if (coldStart != null) {
            Distribution given = coldStart;
            builder.workload(named.workload().withServices(service -> service.withColdStart(given)));
        }
        Double cv = checkedRuntimeCv();
        if (cv != null) {
            builder.workload(varied(builder.build().workload(), cv));
        }
        if (concurrency != null) {
            int calls = concurrency;
            builder.workload(builder.build().workload().withServices(service -> service.withConcurrency(calls)));
        }
        if (window != null) {
            builder.window(window);
        }
        if (autoscaler != null) {
            builder.autoscaler(autoscaler);
        }
        if (contention != null) {
            builder.platform(builder.build().platform().withContention(contention));
        }
        return builder.build();
    }

    private @Nullable Double checkedRuntimeCv() {
        Double cv = runtimeCv;
        if (cv != null && !(cv >= 0 && cv <= Distribution.LARGEST_CV)) {
            throw new InvalidInputException("--runtime-cv: " + cv + ", but 0 to "
                    + DurationText.number(Distribution.LARGEST_CV) + " is allowed");
        }
        return cv;
    }

    private static Workload varied(Workload workload, double cv) {
        if (workload.steps().stream().allMatch(step -> step.duration().median() == 0)) {
            throw new InvalidInputException("--runtime-cv " + DurationText.number(cv) + ": no task of "
                    + workload.name() + " takes any time, so none can vary");
        }
        return workload.withSteps(
                step -> step.withDuration(Distribution.logNormal(step.duration().median(), cv)));
    }

    private Scenario source() {
        if ((workflow == null) == (scenario == null)) {
            throw new InvalidInputException("give either --workflow FILE or --scenario NAME"
                    + (workflow == null ? "" : ", not both") + "; the command scenarios lists the names");
        }
        if (scenario != null) {
            if (format != null) {
                throw new InvalidInputException("--format goes with --workflow FILE; a scenario has none");
            }
            return Scenarios.named(scenario);
        }
        Path file = requireNonNull(workflow);
        Double cv = checkedRuntimeCv();
        return Scenarios.of(
                format != Format.WFFORMAT
                        ? WorkflowFile.read(file)
                        : WfFormat.read(
                                file,
                                cv == null ? RUNTIME_CV : cv,
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
            double mean = DurationText.seconds(parameters[0]);
            if (mean == 0) {
                throw new IllegalArgumentException(
                        "\"" + text + "\": the mean is 0, but above 0 is needed; const:0s if there is none");
            }
            return Distribution.logNormalByMean(mean, DurationText.seconds(parameters[1]));
        }
        throw new IllegalArgumentException(
                "\"" + text + "\", but const:TIME (const:1s) or lognormal:MEAN,SD (lognormal:3.24s,7.10s) is allowed");
    }
}

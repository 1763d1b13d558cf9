package dev.prewarm.simulator.history;

import static java.util.Objects.requireNonNull;

import dev.prewarm.server.event.RunId;
import dev.prewarm.server.event.Step;
import dev.prewarm.server.track.RunHistory;
import dev.prewarm.server.track.RunReport;
import dev.prewarm.simulator.workload.Distribution;
import dev.prewarm.simulator.workload.FileFailure;
import dev.prewarm.simulator.workload.InvalidInputException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Workloads that do what the runs of a journal did.
 *
 * <p>Each task takes as long as it was seen to, log-normal around the median; each way of a branch is taken as often as it was. A call
 * of a service that had not been called for the window must have met a cold start, unless it was warmed, and is taken to have lasted
 * that much less when warm. A task of which it is not known what it calls is taken to call a service of its own. How long cold starts
 * take is not in a journal, and has to be given.
 */
public final class HistoryWorkloads {
    private final Distribution coldStart;
    private final Duration window;
    private final boolean warmed;

    /**
     * A reader.
     *
     * @param coldStart of every service
     * @param window for how long the platform keeps an idle instance
     * @param warmed whether the calls in the journal were warm, since a server saw to that: then all are taken to have lasted
     *     as long as they do when warm
     */
    public HistoryWorkloads(Distribution coldStart, Duration window, boolean warmed) {
        this.coldStart = coldStart;
        this.window = window;
        this.warmed = warmed;
    }

    /**
     * Reads a journal.
     *
     * @param leftOut is told, in a sentence each, of the lines that are no events, and of each workflow that cannot be advised on
     * @return one for each workflow of which two runs have ended well, by name; where several sources have one of the same name,
     *     one for each of them, which are told apart by their sources
     * @throws InvalidInputException if there is no such file, it cannot be read, or has no such workflow
     */
    public List<PastWorkflow> read(Path journal, Consumer<String> leftOut) {
        Map<String, List<RunHistory.PastRun>> runs = byWorkflow(runs(journal, leftOut));
        Map<String, List<RunHistory.PastRun>> byWorkflow = endedWell(journal, runs);
        Map<String, Map<RunReport.Span, Double>> waits = warmed ? Map.of() : waits(runs);
        List<PastWorkflow> workflows = new ArrayList<>();
        List<String> unusable = new ArrayList<>();
        byWorkflow.forEach((name, of) -> {
            try {
                workflows.add(new WorkflowRuns(name, of, coldStart, waits).workflow());
            } catch (IllegalArgumentException e) {
                unusable.add(leftOut(name, e));
            }
        });
        if (workflows.isEmpty()) {
            throw new InvalidInputException(
                    "of the journal " + journal + " nothing is left: " + String.join("; ", unusable));
        }
        unusable.forEach(leftOut);
        workflows.sort(Comparator.comparing(of -> of.workload().name()));
        return workflows;
    }

    private static String leftOut(String workflow, IllegalArgumentException reason) {
        String sentence = "workflow " + workflow
                + " is left out, since the tasks that were told of it cannot be simulated: " + reason.getMessage();
        return sentence.replaceAll("\\p{Cntrl}", "?");
    }

    private static List<RunHistory.PastRun> runs(Path journal, Consumer<String> leftOut) {
        try {
            return RunHistory.read(
                    journal,
                    lines -> leftOut.accept(lines
                            + ((lines == 1) ? " line of " : " lines of ")
                            + journal
                            + ((lines == 1) ? " is no event, and is left out" : " are no events, and are left out")));
        } catch (NoSuchFileException e) {
            throw new InvalidInputException("there is no journal " + journal, e);
        } catch (IOException e) {
            throw new InvalidInputException("the journal " + journal + " cannot be read: " + FileFailure.reading(e), e);
        }
    }

    /** The runs of each workflow, under its name, and with its source's where several sources have one of that name. */
    private static Map<String, List<RunHistory.PastRun>> byWorkflow(List<RunHistory.PastRun> runs) {
        Map<String, Set<String>> sources = new HashMap<>();
        for (RunHistory.PastRun run : runs) {
            RunId id = run.report().id();
            sources.computeIfAbsent(id.workflow(), name -> new HashSet<>()).add(id.source());
        }
        Map<String, List<RunHistory.PastRun>> byWorkflow = new LinkedHashMap<>();
        for (RunHistory.PastRun run : runs) {
            RunId id = run.report().id();
            boolean several = requireNonNull(sources.get(id.workflow())).size() > 1;
            String name = several ? id.workflow() + " (" + id.source() + ")" : id.workflow();
            byWorkflow.computeIfAbsent(name, key -> new ArrayList<>()).add(run);
        }
        return byWorkflow;
    }

    /** The runs that have ended well of each workflow of which there are two. */
    private static Map<String, List<RunHistory.PastRun>> endedWell(
            Path journal, Map<String, List<RunHistory.PastRun>> runs) {
        Map<String, List<RunHistory.PastRun>> endedWell = new LinkedHashMap<>();
        runs.forEach((name, of) -> endedWell.put(
                name, of.stream().filter(run -> !run.report().failed()).toList()));
        endedWell.values().removeIf(of -> of.size() < 2);
        if (endedWell.isEmpty()) {
            throw new InvalidInputException(
                    "the journal " + journal + " has "
                            + runs.values().stream().mapToInt(List::size).sum()
                            + " runs that have ended, but two that have ended well are needed, of a workflow whose tasks were told");
        }
        return endedWell;
    }

    /** For each service, how long each of its calls has waited for an instance to start, in seconds. */
    private Map<String, Map<RunReport.Span, Double>> waits(Map<String, List<RunHistory.PastRun>> runs) {
        Map<String, List<RunReport.Span>> calls = new HashMap<>();
        runs.forEach((workflow, of) -> of.forEach(run -> calls(workflow, run, calls)));
        Map<String, Map<RunReport.Span, Double>> waits = new HashMap<>();
        calls.forEach((service, spans) -> waits.put(service, waits(spans)));
        return waits;
    }

    private static void calls(String workflow, RunHistory.PastRun run, Map<String, List<RunReport.Span>> calls) {
        for (RunReport.TaskReport task : run.report().tasks()) {
            Step step = run.shape().steps().get(task.id());
            if (step != null) {
                WorkflowRuns.serviceOf(workflow, task.id(), step)
                        .ifPresent(service -> calls.computeIfAbsent(service, name -> new ArrayList<>())
                                .addAll(task.spans()));
            }
        }
    }

    /** Calls that begin together have waited equally long, so that it does not matter that spans may be equal. */
    private Map<RunReport.Span, Double> waits(List<RunReport.Span> spans) {
        spans.sort(Comparator.comparing(RunReport.Span::from));
        Map<RunReport.Span, Double> waits = new HashMap<>();
        Instant ready = Instant.MIN;
        Instant warmUntil = Instant.MIN;
        for (RunReport.Span span : spans) {
            if (span.from().isAfter(warmUntil)) {
                ready = ready(span);
            }
            if (ready.isAfter(span.from())) {
                waits.put(span, Duration.between(span.from(), ready).toNanos() / 1e9);
            }
            Instant end = (span.to() == null) ? span.from() : span.to();
            Instant kept = end.plus(window);
            warmUntil = kept.isAfter(warmUntil) ? kept : warmUntil;
        }
        return waits;
    }

    /** Until when the instance has started that a call needed: at the latest when that call was done. */
    private Instant ready(RunReport.Span first) {
        Instant ready = first.from().plus(Duration.ofNanos(Math.round(1e9 * coldStart.median())));
        Instant end = first.to();
        if (end == null || !end.isBefore(ready)) {
            return ready;
        }
        return (first.failed() && end.isAfter(first.from())) ? ready : end;
    }
}

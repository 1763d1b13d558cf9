package dev.prewarm.simulator.history;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import dev.prewarm.server.event.Step;
import dev.prewarm.server.track.RunHistory;
import dev.prewarm.server.track.RunReport;
import dev.prewarm.simulator.workload.Distribution;
import dev.prewarm.simulator.workload.Predecessor;
import dev.prewarm.simulator.workload.Service;
import dev.prewarm.simulator.workload.ServiceNames;
import dev.prewarm.simulator.workload.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The recorded runs of one workflow, and the workload that does what they did. */
final class WorkflowRuns {
    private static final double SHORTEST = 0.001;
    /** Of a call that met a cold start at least this share was work, however long the cold start is said to be. */
    private static final double LEAST_WORK = 0.1;

    private final String name;
    private final List<RunHistory.PastRun> runs;
    private final Distribution coldStart;
    /** How long calls have waited for an instance to start, in seconds, by service. */
    private final Map<String, Map<RunReport.Span, Double>> waits;

    private final Map<String, Step> steps;

    WorkflowRuns(
            String name,
            List<RunHistory.PastRun> runs,
            Distribution coldStart,
            Map<String, Map<RunReport.Span, Double>> waits) {
        this.name = name;
        this.runs = runs;
        this.coldStart = coldStart;
        this.waits = waits;
        this.steps = runs.get(runs.size() - 1).shape().steps();
    }

    /** The service that a task calls first; of its own if nothing is known; empty if it calls none. */
    static Optional<String> serviceOf(String workflow, String task, Step step) {
        List<String> calls = step.calls();
        if (calls == null) {
            return (step.passes() || step.chooses()) ? Optional.empty() : Optional.of(readable(workflow + "." + task));
        }
        return calls.isEmpty() ? Optional.empty() : Optional.of(readable(calls.get(0)));
    }

    private static String readable(String text) {
        return text.replaceAll("^https?://", "").replaceAll("[\\p{Cntrl}]", " ").replaceAll("/+$", "");
    }

    PastWorkflow workflow() {
        ServiceNames names = new ServiceNames();
        Set<String> services = new LinkedHashSet<>();
        List<dev.prewarm.simulator.workload.Step> made = new ArrayList<>();
        int guessed = 0;
        for (Map.Entry<String, Step> entry : steps.entrySet()) {
            String service = serviceOf(name, entry.getKey(), entry.getValue()).orElse(null);
            if (service != null) {
                services.add(names.of(service));
                guessed += (entry.getValue().calls() == null) ? 1 : 0;
            }
            made.add(new dev.prewarm.simulator.workload.Step(
                    entry.getKey(),
                    (service == null) ? null : names.of(service),
                    predecessors(entry.getKey(), entry.getValue()),
                    width(entry.getKey()),
                    0,
                    duration(entry.getKey(), service)));
        }
        Workload workload = Workload.of(
                name,
                services.stream().map(service -> Service.of(service, coldStart)).toList(),
                made);
        return new PastWorkflow(workload, runs.size(), gap(), guessed);
    }

    private ImmutableList<Predecessor> predecessors(String task, Step step) {
        ImmutableList.Builder<Predecessor> before = ImmutableList.builder();
        for (String id : new LinkedHashSet<>(step.after())) {
            Step chooser = steps.get(id);
            if (chooser != null) {
                before.add(chooser.chooses() ? Predecessor.of(id, share(task, id)) : Predecessor.of(id));
            }
        }
        return before.build();
    }

    /** How often the task ran when the one before it had. */
    private double share(String task, String before) {
        long ran = runs.stream().filter(run -> !spans(run, before).isEmpty()).count();
        long followed = runs.stream()
                .filter(run ->
                        !spans(run, before).isEmpty() && !spans(run, task).isEmpty())
                .count();
        return (ran == 0) ? 0.5 : Math.min(0.99, Math.max(0.01, (double) followed / ran));
    }

    private int width(String task) {
        double mean = runs.stream()
                .mapToLong(run -> spans(run, task).stream()
                        .map(RunReport.Span::instance)
                        .distinct()
                        .count())
                .filter(instances -> instances > 0)
                .average()
                .orElse(1);
        return (int) Math.max(1, Math.min(10_000, Math.round(mean)));
    }

    private Distribution duration(String task, @Nullable String service) {
        List<Double> seconds = new ArrayList<>();
        for (RunHistory.PastRun run : runs) {
            for (RunReport.Span span : spans(run, task)) {
                // One of which only the end was told begins and ends at the same time.
                if (span.to() != null && span.to().isAfter(span.from()) && !span.failed()) {
                    seconds.add(warm(span, service));
                }
            }
        }
        if (seconds.isEmpty()) {
            return Distribution.constant(SHORTEST);
        }
        seconds.sort(null);
        double median = seconds.get(seconds.size() / 2);
        double squares = seconds.stream()
                .mapToDouble(of -> Math.pow(Math.log(of / median), 2))
                .average()
                .orElse(0);
        double cv = Math.min(3, Math.sqrt(Math.exp(squares) - 1));
        return (cv < 1e-3) ? Distribution.constant(median) : Distribution.logNormal(median, cv);
    }

    private double warm(RunReport.Span span, @Nullable String service) {
        double took = Math.max(SHORTEST, seconds(span.from(), requireNonNull(span.to())));
        double waited =
                (service == null) ? 0 : waits.getOrDefault(service, Map.of()).getOrDefault(span, 0.0);
        return (waited > 0) ? Math.max(took * LEAST_WORK, took - waited) : took;
    }

    private double gap() {
        List<Instant> starts =
                runs.stream().map(run -> run.report().startedAt()).sorted().toList();
        return Math.max(1, seconds(starts.get(0), starts.get(starts.size() - 1)) / (starts.size() - 1));
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }

    private static List<RunReport.Span> spans(RunHistory.PastRun run, String task) {
        Map<String, List<RunReport.Span>> all = new LinkedHashMap<>();
        run.report().tasks().forEach(of -> all.put(of.id(), of.spans()));
        return all.getOrDefault(task, List.of());
    }
}

package dev.prewarm.shape;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.TaskOption.limit;
import static dev.prewarm.TaskOption.needing;
import static dev.prewarm.TaskOption.width;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.prewarm.Target;
import dev.prewarm.TaskOption;
import dev.prewarm.Workflow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * That of a {@link Shape} which makes a workflow another one: its steps, what they wait for, and in which way; not how probable
 * or how long. An immutable value.
 */
record Structure(ImmutableMap<String, Step> steps) {
    /** Of how many calls a width is exact; a larger one may be off by a part of it, so that it changes seldom. */
    private static final int EXACT_WIDTH = 4;

    /** What is put after the id of a step whose first call others wait for, not for all: a task of its own. */
    private static final String FIRST = "~first";

    /** How likely it is that a step waits for one that was never the last to end; below 1, so that its start proves nothing. */
    private static final double ASSUMED = 0.95;

    /** That of no runs. */
    Structure() {
        this(ImmutableMap.of());
    }

    /**
     * A step.
     *
     * @param needs of how many others it needs the end; 0 for all
     * @param width how many calls it makes
     * @param exact whether it makes always so many
     * @param limit how many of its calls run at a time; 0 for any number
     * @param first whether other steps wait for its first call alone
     */
    record Step(
            String kind, ImmutableList<Edge> edges, int needs, int width, boolean exact, int limit, boolean first) {}

    /**
     * What a step waits for.
     *
     * @param first whether the first call of the other is enough
     */
    record Edge(String from, Way way, After after, boolean first) {}

    /** How sure it is that the step follows. */
    enum Way {
        CERTAIN,
        UNCERTAIN,
        ALTERNATIVE,
        /** It follows always, but may not wait for the other. */
        ASSUMED
    }

    /** On which end of the other the step follows. */
    enum After {
        SUCCESS,
        FAILURE,
        EITHER
    }

    /** What the shape shows now. */
    static Structure of(Shape shape) {
        Map<String, List<Edge>> edges = new LinkedHashMap<>();
        shape.steps().keySet().forEach(id -> edges.put(id, new ArrayList<>()));
        for (Candidate candidate : acyclic(shape)) {
            requireNonNull(edges.get(candidate.to)).add(candidate.edge(shape));
        }
        markAlternatives(shape, edges);
        Set<String> awaited = new HashSet<>();
        edges.values()
                .forEach(incoming -> incoming.stream().filter(Edge::first).forEach(edge -> awaited.add(edge.from)));
        ImmutableMap.Builder<String, Step> steps = ImmutableMap.builder();
        shape.steps().forEach((id, step) -> {
            ImmutableList<Edge> incoming = ImmutableList.copyOf(requireNonNull(edges.get(id)));
            boolean any = step.early() != 0 && incoming.size() > 1 && step.arrived() < incoming.size();
            boolean inTurn = step.inTurn() != 0;
            steps.put(
                    id,
                    new Step(
                            step.kind(),
                            incoming,
                            any ? step.arrived() : 0,
                            rounded(median(step)),
                            step.calls().stream().allMatch(calls -> calls == rounded(median(step))),
                            inTurn ? step.peak() : 0,
                            awaited.contains(id)));
        });
        return new Structure(steps.buildOrThrow());
    }

    private static int median(StepShape step) {
        int[] calls = step.calls().stream().sorted().toArray();
        return calls[(calls.length - 1) / 2];
    }

    /** Down to three binary digits. */
    private static int rounded(int calls) {
        int digits = Integer.SIZE - Integer.numberOfLeadingZeros(calls);
        return (calls <= EXACT_WIDTH) ? calls : calls >> (digits - 3) << (digits - 3);
    }

    /** A dependency that the shape shows. */
    private record Candidate(String from, String to, EdgeShape seen) {
        /** Whether the one ran in each run in which the other did. */
        boolean always(Shape shape) {
            return (step(shape, from).ran() & ~step(shape, to).ran()) == 0;
        }

        Edge edge(Shape shape) {
            if (!seen.holds()) {
                return new Edge(from, Way.ASSUMED, After.SUCCESS, false);
            }
            After after = (seen.afterFailure() == 0)
                    ? After.SUCCESS
                    : (seen.afterFailure() == seen.seen()) ? After.FAILURE : After.EITHER;
            return new Edge(
                    from,
                    (always(shape) && after != After.FAILURE) ? Way.CERTAIN : Way.UNCERTAIN,
                    after,
                    seen.forAny());
        }
    }

    /** All that is shown, without what would close a cycle, of which the rarest is left out. */
    private static List<Candidate> acyclic(Shape shape) {
        List<Candidate> all = candidates(shape, EdgeShape::holds);
        all.sort(Comparator.comparingInt((Candidate candidate) -> candidate.seen.support())
                .reversed());
        Map<String, List<String>> before = new HashMap<>();
        List<Candidate> kept = keep(all, before);
        Set<String> awaited = new HashSet<>();
        kept.forEach(candidate -> awaited.add(candidate.from));
        List<Candidate> assumed = candidates(shape, EdgeShape::assumed);
        assumed.removeIf(candidate -> awaited.contains(candidate.from) || !candidate.always(shape));
        // How many ends a step needs of several is counted of those that it is known to wait for.
        assumed.removeIf(candidate ->
                !before.containsKey(candidate.to) || step(shape, candidate.to).early() != 0);
        kept.addAll(keep(assumed, before));
        return kept;
    }

    private static List<Candidate> candidates(Shape shape, Predicate<EdgeShape> which) {
        List<Candidate> all = new ArrayList<>();
        shape.steps()
                .forEach((to, step) -> step.edges().forEach((from, edge) -> {
                    if (which.test(edge) && !from.equals(to)) {
                        all.add(new Candidate(from, to, edge));
                    }
                }));
        return all;
    }

    private static List<Candidate> keep(List<Candidate> candidates, Map<String, List<String>> before) {
        List<Candidate> kept = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (!reaches(before, candidate.from, candidate.to)) {
                before.computeIfAbsent(candidate.to, to -> new ArrayList<>()).add(candidate.from);
                kept.add(candidate);
            }
        }
        return kept;
    }

    /** Whether one comes to the goal by going back from the start. */
    private static boolean reaches(Map<String, List<String>> before, String start, String goal) {
        Deque<String> open = new ArrayDeque<>(List.of(start));
        Set<String> known = new HashSet<>(open);
        while (!open.isEmpty()) {
            String next = open.pop();
            if (next.equals(goal)) {
                return true;
            }
            for (String previous : before.getOrDefault(next, List.of())) {
                if (known.add(previous)) {
                    open.push(previous);
                }
            }
        }
        return false;
    }

    /** What follows a step not always, and never together, is one choice. */
    private static void markAlternatives(Shape shape, Map<String, List<Edge>> edges) {
        Map<String, List<String>> mayFollow = new LinkedHashMap<>();
        edges.forEach((to, incoming) -> {
            for (Edge edge : incoming) {
                if (edge.way == Way.UNCERTAIN && edge.after == After.SUCCESS) {
                    mayFollow
                            .computeIfAbsent(edge.from, from -> new ArrayList<>())
                            .add(to);
                }
            }
        });
        mayFollow.forEach((from, next) -> {
            long taken = 0;
            List<String> choice = new ArrayList<>();
            for (String to : next) {
                long ran = step(shape, to).ran() & step(shape, from).ran();
                if ((taken & ran) == 0) {
                    taken |= ran;
                    choice.add(to);
                }
            }
            if (choice.size() > 1) {
                for (String to : choice) {
                    requireNonNull(edges.get(to))
                            .replaceAll(edge -> edge.from.equals(from)
                                    ? new Edge(from, Way.ALTERNATIVE, edge.after, edge.first)
                                    : edge);
                }
            }
        });
    }

    /**
     * The workflow, with the probabilities that the shape shows.
     *
     * @throws IllegalArgumentException if the steps contradict each other, such as by what is needed and what can come together
     */
    Workflow workflow(Shape shape, Function<String, Optional<Target>> targets) {
        return build(shape, targets, true);
    }

    /** As {@link #workflow}, with joins of all and independent branches alone, which contradict nothing. */
    Workflow plain(Shape shape, Function<String, Optional<Target>> targets) {
        return build(shape, targets, false);
    }

    private Workflow build(Shape shape, Function<String, Optional<Target>> targets, boolean rules) {
        Workflow.Builder builder = Workflow.builder(shape.name());
        steps.forEach((id, step) -> {
            List<TaskOption> options = new ArrayList<>();
            for (Edge edge : step.edges) {
                options.add(option(shape, id, edge, rules));
            }
            if (rules && step.needs > 0) {
                options.add(needing(step.needs));
            }
            if (step.first) {
                builder.localTask(first(id), options.toArray(TaskOption[]::new));
            }
            options.add(width(step.width));
            if (step.limit > 0) {
                options.add(limit(step.limit));
            }
            TaskOption[] all = options.toArray(TaskOption[]::new);
            targets.apply(step.kind)
                    .ifPresentOrElse(target -> builder.task(id, target, all), () -> builder.localTask(id, all));
        });
        return builder.build();
    }

    /** The id of the task that ends with the first call of a step. */
    static String first(String id) {
        return id + FIRST;
    }

    /** The steps that make always the same number of calls, more than one, and that number. */
    ImmutableMap<String, Integer> widths() {
        ImmutableMap.Builder<String, Integer> widths = ImmutableMap.builder();
        steps.forEach((id, step) -> {
            if (step.exact && step.width > 1) {
                widths.put(id, step.width);
            }
        });
        return widths.buildOrThrow();
    }

    private static TaskOption option(Shape shape, String to, Edge edge, boolean rules) {
        TaskOption.After option = after(edge.first ? first(edge.from) : edge.from);
        if (edge.way != Way.CERTAIN) {
            double probability = probability(shape, to, edge);
            option = (rules && edge.way == Way.ALTERNATIVE)
                    ? option.asAlternative(probability)
                    : option.withProbability(probability);
        }
        return switch (edge.after) {
            case SUCCESS -> option;
            case FAILURE -> option.onFailure();
            case EITHER -> option.onCompletion();
        };
    }

    /** In which part of the runs of the one the other came, or came after its failure. */
    private static double probability(Shape shape, String to, Edge edge) {
        if (edge.way == Way.ASSUMED) {
            return ASSUMED;
        }
        StepShape from = step(shape, edge.from);
        StepShape next = step(shape, to);
        long came = (edge.after == After.FAILURE)
                ? requireNonNull(next.edges().get(edge.from)).afterFailure()
                : next.ran();
        return Long.bitCount(came & from.ran()) / (double) Long.bitCount(from.ran());
    }

    /** A step that the shape is known to have. */
    private static StepShape step(Shape shape, String id) {
        return requireNonNull(shape.steps().get(id));
    }
}

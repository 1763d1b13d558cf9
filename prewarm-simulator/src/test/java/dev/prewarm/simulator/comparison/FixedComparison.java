package dev.prewarm.simulator.comparison;

import com.google.common.collect.ImmutableList;
import dev.prewarm.simulator.comparison.RunTimeline.Row;
import dev.prewarm.simulator.comparison.RunTimeline.Segment;
import dev.prewarm.simulator.comparison.RunTimeline.SegmentKind;
import dev.prewarm.simulator.contestant.ContestantGroup;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers with the figures of the paper's chain, whatever is asked: for tests of what is made of a result. */
public final class FixedComparison implements Comparison {
    private final double savedByStrategies;

    /** Strategies save so many seconds a run, and always-on half as much again. */
    public FixedComparison(double savedByStrategies) {
        this.savedByStrategies = savedByStrategies;
    }

    @Override
    public List<String> contestants() {
        return List.of("none", "next-hop", "full-path", "timed-lead", "cost-aware", "always-on", "clairvoyant");
    }

    @Override
    public ComparisonResult run(ComparisonRequest request, Progress progress) {
        return new ComparisonResult(
                request.scenario().workload().name(),
                request.scenario().name(),
                request.scenario().platform().autoscaler(),
                3,
                2,
                request.scenario().runs(),
                request.seed(),
                request.price(),
                Measure.of(savedByStrategies),
                request.strategies().stream()
                        .map(name -> strategy(name, request.price(), request.timelines()))
                        .collect(ImmutableList.toImmutableList()));
    }

    private StrategyResult strategy(String name, double price, boolean drawn) {
        double saved = switch (name) {
            case "none" -> 0;
            case "always-on" -> savedByStrategies * 1.5;
            default -> savedByStrategies;
        };
        double idle = switch (name) {
            case "next-hop" -> 9;
            case "full-path" -> 13;
            case "timed-lead" -> 0.125;
            case "always-on" -> 2000;
            default -> 0;
        };
        double sent = saved == 0 ? 0 : 2;
        return new StrategyResult(
                name,
                "as fixed",
                group(name),
                (savedByStrategies == 0) ? null : Double.valueOf(saved / savedByStrategies),
                price * (3 - saved) + idle,
                new PairedCosts(idle - price * saved, Collections.nCopies(20, idle - price * saved)),
                Measure.of(18 - saved),
                Measure.of(idle),
                Measure.of(0),
                Measure.of(3 - sent),
                Measure.of(sent),
                Measure.of(sent),
                Measure.of(0),
                Measure.of(0),
                timeline(18 - saved, drawn));
    }

    private static ContestantGroup group(String name) {
        return switch (name) {
            case "always-on" -> ContestantGroup.INSTEAD;
            case StrategyResult.CLAIRVOYANT -> ContestantGroup.BOUND;
            default -> ContestantGroup.USABLE;
        };
    }

    private static @Nullable RunTimeline timeline(double end, boolean drawn) {
        return drawn
                ? new RunTimeline(
                        ImmutableList.of(
                                Row.task(
                                        "t1",
                                        new Segment(SegmentKind.WAITING, 0, 1),
                                        new Segment(SegmentKind.WORK, 1, 4)),
                                Row.instance(
                                        "t1 #1",
                                        new Segment(SegmentKind.COLD_START, 0, 1),
                                        new Segment(SegmentKind.WORK, 1, 4),
                                        new Segment(SegmentKind.KEPT, 4, end)),
                                Row.task("t2", new Segment(SegmentKind.WORK, 4, 11)),
                                Row.instance(
                                        "t2 #1",
                                        new Segment(SegmentKind.WARM_UP, 1, 2),
                                        new Segment(SegmentKind.IDLE, 2, 4),
                                        new Segment(SegmentKind.WORK, 4, 11))),
                        end)
                : null;
    }
}

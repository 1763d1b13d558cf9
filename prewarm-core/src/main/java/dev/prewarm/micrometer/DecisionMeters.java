package dev.prewarm.micrometer;

import dev.prewarm.Decision;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;

/** The meters of one target in one workflow under one strategy. Safe for use by any thread, as meters are. */
final class DecisionMeters {
    private final Map<Decision.Kind, Counter> kinds = new EnumMap<>(Decision.Kind.class);
    private final Timer idle;
    private final Timer saved;

    DecisionMeters(MeterRegistry registry, Tags common, String target, String workflow, String strategy) {
        Tags tags = common.and("target", target, "workflow", workflow, "strategy", strategy);
        for (Decision.Kind kind : Decision.Kind.values()) {
            Counter counter = Counter.builder("prewarm.decisions")
                    .description("What was decided for tasks, or turned out")
                    .tags(tags)
                    .tag("kind", CountingListener.tag(kind))
                    .register(registry);
            kinds.put(kind, counter);
        }
        idle = Timer.builder("prewarm.decisions.idle")
                .description("By how much warm-ups that were used were early")
                .tags(tags)
                .register(registry);
        saved = Timer.builder("prewarm.decisions.saved")
                .description("How much of the cold start a late warm-up still saved")
                .tags(tags)
                .register(registry);
    }

    void count(Decision decision) {
        Counter counter = kinds.get(decision.kind());
        if (counter != null) {
            counter.increment();
        }
        if (decision.kind() == Decision.Kind.USED) {
            decision.span().ifPresent(idle::record);
        } else if (decision.kind() == Decision.Kind.LATE) {
            decision.span().ifPresent(saved::record);
        }
    }
}

package dev.prewarm.spring;

import static dev.prewarm.spring.PropertyCheck.check;

import dev.prewarm.observe.WarmupWatch.Outcomes;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the health indicator says, of whichever version of Spring Boot that is: UP while warm-ups succeed, or there are none; DEGRADED
 * while those of a target fail. An application serves its purpose without them, a little later: it is DOWN only if that was asked for.
 */
final class FailingTargets {
    /** A status that neither changes what the whole application is nor its answer's code. */
    static final String DEGRADED = "DEGRADED";

    private final SeenWarmups warmups;
    private final PrewarmProperties.Health settings;

    /** A status of Spring Boot's, or {@link #DEGRADED}, and what it rests on. */
    record Finding(String status, Map<String, Object> details) {}

    FailingTargets(SeenWarmups warmups, PrewarmProperties.Health settings) {
        check(settings.failures() >= 1, "health.failures", settings.failures(), "at least 1 is needed");
        check(!settings.within().isNegative(), "health.within", settings.within(), "at least 0 is needed");
        this.warmups = warmups;
        this.settings = settings;
    }

    Finding find() {
        List<Outcomes> targets = warmups.outcomes();
        Instant from = since(warmups.now(), settings.within());
        Map<String, Object> failing = new LinkedHashMap<>();
        for (Outcomes target : targets) {
            Instant last = target.lastFailureAt();
            if (target.failedInTurn() >= settings.failures() && last != null && !last.isBefore(from)) {
                failing.put(
                        target.service(),
                        target.failedInTurn() + " in a row, the last at " + last + ": " + target.lastFailure());
            }
        }
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("targets", targets.size());
        details.put("failing", failing);
        boolean all = settings.downWhenAllFail() && failing.size() == targets.size();
        return new Finding(failing.isEmpty() ? "UP" : all ? "DOWN" : DEGRADED, details);
    }

    private static Instant since(Instant now, Duration within) {
        try {
            return now.minus(within);
        } catch (java.time.DateTimeException | ArithmeticException e) {
            // It was longer ago than time is long.
            return Instant.MIN;
        }
    }
}

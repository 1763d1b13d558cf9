package dev.prewarm.server.event;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** When a cron expression fires next. Expressions are those of Unix, with five fields or a name such as {@code @daily}. Safe for use by any thread. */
final class CronTimes {
    private static final int MOST_KEPT = 1_000;
    private static final Map<String, String> NAMED = Map.of(
            "@hourly", "0 * * * *",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@weekly", "0 0 * * 0",
            "@monthly", "0 0 1 * *",
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *");

    private final CronParser parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
    private final Map<String, Optional<ExecutionTime>> parsed = new ConcurrentHashMap<>();

    /** The first time strictly after that instant; empty if the expression or the zone is not understood, or it never fires. */
    Optional<Instant> next(String expression, String zone, Instant after) {
        if (parsed.size() > MOST_KEPT) {
            parsed.clear();
        }
        try {
            ZoneId id = ZoneId.of(zone);
            return parsed.computeIfAbsent(expression, this::parse)
                    .flatMap(times -> times.nextExecution(after.atZone(id)))
                    .map(ZonedDateTime::toInstant);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private Optional<ExecutionTime> parse(String expression) {
        try {
            return Optional.of(ExecutionTime.forCron(parser.parse(NAMED.getOrDefault(expression, expression))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

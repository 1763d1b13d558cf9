package dev.prewarm.knative.client;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The header {@code Retry-After}: after how long a request may be repeated. */
final class RetryAfter {
    /** A number of seconds of more digits is none that anybody means. */
    private static final String SECONDS = "[0-9]{1,9}";

    private RetryAfter() {}

    /** The pause asked for; zero if none is, or in a way that cannot be read. */
    static Duration read(HttpHeaders headers) {
        Optional<String> value = headers.firstValue("Retry-After").map(String::strip);
        if (value.isEmpty()) {
            return Duration.ZERO;
        }
        if (value.get().matches(SECONDS)) {
            return Duration.ofSeconds(Long.parseLong(value.get()));
        }
        // The server's two dates are of one clock, which need not be ours.
        Optional<Instant> then = date(value.get());
        Optional<Instant> now = headers.firstValue("Date").flatMap(RetryAfter::date);
        if (then.isEmpty() || now.isEmpty() || then.get().isBefore(now.get())) {
            return Duration.ZERO;
        }
        return Duration.between(now.get(), then.get());
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}

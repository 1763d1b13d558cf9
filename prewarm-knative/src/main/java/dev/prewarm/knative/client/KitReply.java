package dev.prewarm.knative.client;

import dev.prewarm.knative.PrewarmHeaders;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a service that uses the handler kit, or speaks its contract, says of the instance that answered.
 *
 * @param instance what identifies the instance
 * @param age how long the instance had been up when it was ready to answer
 * @param first whether this was the first request to reach it
 * @param held for how long the answer was held back; not part of the age
 * @param priming how long the priming took; null where the service does not say
 */
record KitReply(
        String instance,
        Duration age,
        boolean first,
        Duration held,
        @Nullable Duration priming) {
    /** An instance's age in seconds beyond this is not believed. */
    private static final double OLDEST_SECONDS = 1e9;

    /** Reads the headers; empty if they are not there, or make no sense. */
    static Optional<KitReply> from(HttpHeaders headers) {
        String instance = headers.firstValue(PrewarmHeaders.INSTANCE).orElse(null);
        Duration age = (instance == null) ? null : seconds(headers, PrewarmHeaders.INSTANCE_AGE);
        if (instance == null || age == null) {
            return Optional.empty();
        }
        boolean first = headers.firstValue(PrewarmHeaders.FIRST_REQUEST)
                .map(value -> value.strip().equalsIgnoreCase("true"))
                .orElse(false);
        Duration held = seconds(headers, PrewarmHeaders.HELD);
        return Optional.of(new KitReply(
                instance, age, first, (held == null) ? Duration.ZERO : held, seconds(headers, PrewarmHeaders.PRIMING)));
    }

    /**
     * Whether the warm-up met a cold start: the instance is younger than the wait for its answer, so it was started
     * in the meantime, or the warm-up was the first to reach it and so did the priming. Only spans of one clock each
     * are compared, never two clocks.
     *
     * @param waited for the answer, without the time for which it was held back
     */
    boolean cold(Duration waited) {
        return first || age.compareTo(waited) <= 0;
    }

    private static @Nullable Duration seconds(HttpHeaders headers, String name) {
        String text = headers.firstValue(name).orElse(null);
        if (text == null) {
            return null;
        }
        double seconds;
        try {
            seconds = Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            return null;
        }
        boolean sane = seconds >= 0 && seconds <= OLDEST_SECONDS;
        return sane ? Duration.ofNanos((long) (seconds * 1e9)) : null;
    }
}

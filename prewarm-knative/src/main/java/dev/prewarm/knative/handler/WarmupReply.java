package dev.prewarm.knative.handler;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableMap;
import dev.prewarm.knative.PrewarmHeaders;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a warm-up, whatever server carries it.
 *
 * @param status 200; 400 for a hint that was refused; 503 if the priming failed
 * @param headers those of the contract
 * @param text one line that says the same to people
 * @param hold for how long the answer is to be held back
 */
record WarmupReply(int status, ImmutableMap<String, String> headers, String text, Duration hold) {
    private static final System.Logger LOGGER = System.getLogger(WarmupReply.class.getName());
    private static final int LONGEST_HINT = 1_024;

    /** Primes, or waits for that, and says how it went. */
    static WarmupReply to(Priming priming, @Nullable String hint, @Nullable String hold) throws InterruptedException {
        boolean first = priming.arrived();
        Duration took;
        try {
            took = priming.await();
        } catch (PrimingException e) {
            LOGGER.log(Level.ERROR, "Warm-up failed", e);
            // The cause stays in the log: the caller may be anybody.
            return new WarmupReply(503, headers(priming, first, null), "priming failed\n", Duration.ZERO);
        }
        if (hint != null && (hint.length() > LONGEST_HINT || !priming.accepts(hint))) {
            return new WarmupReply(400, headers(priming, first, took), "hint refused\n", Duration.ZERO);
        }
        Duration held = hold(priming, hold);
        ImmutableMap<String, String> headers = ImmutableMap.<String, String>builder()
                .putAll(headers(priming, first, took))
                .put(PrewarmHeaders.HELD, seconds(held))
                .build();
        return new WarmupReply(200, headers, "warm\n", held);
    }

    private static ImmutableMap<String, String> headers(Priming priming, boolean first, @Nullable Duration took) {
        ImmutableMap.Builder<String, String> headers = ImmutableMap.builder();
        headers.put(PrewarmHeaders.INSTANCE, priming.instance());
        headers.put(PrewarmHeaders.INSTANCE_AGE, seconds(priming.age()));
        headers.put(PrewarmHeaders.FIRST_REQUEST, Boolean.toString(first));
        if (took != null) {
            headers.put(PrewarmHeaders.PRIMING, seconds(took));
        }
        // A warm-up that a cache answers would wake nothing.
        headers.put("Cache-Control", "no-store");
        return headers.build();
    }

    private static Duration hold(Priming priming, @Nullable String hold) {
        if (hold == null || !hold.matches("[0-9]{1,6}([.][0-9]{1,9})?")) {
            return Duration.ZERO;
        }
        Duration asked = Duration.ofNanos((long) (Double.parseDouble(hold) * 1e9));
        return (asked.compareTo(priming.longestHold()) < 0) ? asked : priming.longestHold();
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3f", duration.toNanos() / 1e9);
    }

    byte[] body() {
        return text.getBytes(UTF_8);
    }
}

package dev.prewarm.simulator.workload;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;
import java.util.Locale;

/** When runs start. */
public sealed interface Arrivals {
    /** One after the other: each run meets a platform that has scaled to zero. */
    static Arrivals sequential() {
        return new Sequential();
    }

    /**
     * Reads what {@link Object#toString} writes: {@code sequential}, {@code poisson:2/min}, {@code every:30s}.
     *
     * @throws IllegalArgumentException if the text is none of these
     */
    static Arrivals parse(String text) {
        String lower = text.trim().toLowerCase(Locale.ROOT);
        try {
            if (lower.equals("sequential")) {
                return new Sequential();
            }
            if (lower.startsWith("poisson:") && lower.endsWith("/min")) {
                return new Poisson(
                        Double.parseDouble(lower.substring("poisson:".length(), lower.length() - "/min".length())));
            }
            if (lower.startsWith("every:")) {
                return new Every(DurationText.parse(lower.substring("every:".length())));
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("arrivals \"" + text + "\": the rate is not a number", e);
        }
        throw new IllegalArgumentException("arrivals \"" + text
                + "\", but sequential, poisson:RATE/min (poisson:2/min) or every:DURATION (every:30s) is allowed");
    }

    /** One after the other: a run starts when the platform has scaled to zero after the one before. */
    record Sequential() implements Arrivals {
        @Override
        public String toString() {
            return "sequential";
        }
    }

    /**
     * Independent of each other, at a mean rate; runs may overlap.
     *
     * @param perMinute the mean number of runs a minute, 0.001 to 10,000
     */
    record Poisson(double perMinute) implements Arrivals {
        /** @throws IllegalArgumentException if the rate is out of its range */
        public Poisson {
            checkArgument(
                    perMinute >= 0.001 && perMinute <= 10_000,
                    "arrivals: %s a minute, but 0.001 to 10000 is allowed",
                    perMinute);
        }

        /** The gap in seconds from the run before, for a uniform number. */
        public double gap(double u) {
            return -60 / perMinute * StrictMath.log(1 - u);
        }

        @Override
        public String toString() {
            return "poisson:" + DurationText.number(perMinute) + "/min";
        }
    }

    /**
     * A fixed schedule; runs may overlap.
     *
     * @param gap from the start of one run to the start of the next, above 0
     */
    record Every(Duration gap) implements Arrivals {
        /** @throws IllegalArgumentException if the gap is not above 0 */
        public Every {
            checkArgument(
                    !gap.isNegative() && !gap.isZero() && gap.compareTo(Duration.ofDays(365)) <= 0,
                    "arrivals every %s, but above 0 and at most a year is allowed",
                    gap);
        }

        @Override
        public String toString() {
            return "every:" + DurationText.of(gap);
        }
    }
}

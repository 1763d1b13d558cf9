package dev.prewarm.knative.client;

import static com.google.common.base.Preconditions.checkArgument;
import static dev.prewarm.knative.manifest.AutoscalingAnnotations.ACTIVATION_SCALE;
import static dev.prewarm.knative.manifest.AutoscalingAnnotations.BEFORE_FLOOR;
import static dev.prewarm.knative.manifest.AutoscalingAnnotations.MAX_SCALE;
import static dev.prewarm.knative.manifest.AutoscalingAnnotations.MIN_SCALE;
import static dev.prewarm.knative.manifest.AutoscalingAnnotations.NO_MIN_SCALE;
import static dev.prewarm.knative.manifest.AutoscalingAnnotations.OLDER_ACTIVATION_SCALE;
import static dev.prewarm.knative.manifest.AutoscalingAnnotations.OLDER_MAX_SCALE;
import static dev.prewarm.knative.manifest.AutoscalingAnnotations.OLDER_MIN_SCALE;
import static dev.prewarm.knative.manifest.AutoscalingAnnotations.PREFIX;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The annotations of a revision by which floors are set, found and removed: Knative's own {@code min-scale}; one for each
 * owner with its floor and when that lapses; and what {@code min-scale} was before any of them.
 *
 * <p>All have Knative's autoscaling prefix although it knows only the first, because other annotations of a revision are
 * copied to its pods, and a changed pod is rolled out anew. Labels are copied too, so no label marks a held revision.
 */
final class FloorAnnotations {
    private static final String FLOOR = PREFIX + "prewarm-floor-";

    private final String key;

    /** @param owner at most 40 lower-case letters, digits and inner hyphens */
    FloorAnnotations(String owner) {
        checkArgument(
                owner.matches("[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?"),
                "owner: \"%s\", but 1 to 40 lower-case letters, digits and inner hyphens are needed",
                owner);
        key = FLOOR + owner;
    }

    /** When this owner's floor lapses; empty if it has none. One that cannot be read has lapsed. */
    Optional<Instant> lapsesAt(Map<String, String> annotations) {
        String text = annotations.get(key);
        return (text == null)
                ? Optional.empty()
                : Optional.of(Floor.parse(text).map(Floor::until).orElse(Instant.MIN));
    }

    /** The changes that set this owner's floor, and tidy up; a null value stands for a removal. */
    Map<String, @Nullable String> hold(Map<String, String> annotations, int instances, Instant until, Instant now) {
        return changes(annotations, new Floor(instances, until), now);
    }

    /** The changes that remove this owner's floor, and tidy up; none if there is nothing to do. */
    Map<String, @Nullable String> release(Map<String, String> annotations, Instant now) {
        return annotations.containsKey(key) ? changes(annotations, null, now) : Map.of();
    }

    private Map<String, @Nullable String> changes(Map<String, String> annotations, @Nullable Floor own, Instant now) {
        Map<String, @Nullable String> changes = new LinkedHashMap<>();
        String before = annotations.containsKey(BEFORE_FLOOR)
                ? annotations.get(BEFORE_FLOOR)
                : annotations.getOrDefault(MIN_SCALE, NO_MIN_SCALE);
        boolean held = own != null;
        int highest = (own == null) ? 0 : own.instances;
        for (Map.Entry<String, String> annotation : annotations.entrySet()) {
            if (annotation.getKey().startsWith(FLOOR) && !annotation.getKey().equals(key)) {
                Floor other = Floor.parse(annotation.getValue()).orElse(null);
                if (other == null || !other.until.isAfter(now)) {
                    // Nobody else may come to remove what a dead process has left.
                    changes.put(annotation.getKey(), null);
                } else {
                    held = true;
                    highest = Math.max(highest, other.instances);
                }
            }
        }
        changes.put(key, (own == null) ? null : own.toString());
        changes.put(BEFORE_FLOOR, held ? before : null);
        changes.put(
                MIN_SCALE,
                held
                        ? Integer.toString(minScale(annotations, before, highest))
                        : (before.equals(NO_MIN_SCALE) ? null : before));
        return changes;
    }

    /** The {@code min-scale} that a floor makes: no less than there was without it, in either spelling, and no more than there may be. */
    private static int minScale(Map<String, String> annotations, String before, int floor) {
        int least = count(before.equals(NO_MIN_SCALE) ? annotations.get(OLDER_MIN_SCALE) : before);
        return Math.max(least, Math.min(floor, most(annotations)));
    }

    /**
     * How many instances a floor can ask for: no more than {@code max-scale} allows, and than {@code activation-scale} starts, since
     * Knative refuses a {@code min-scale} above either.
     */
    static int most(Map<String, String> annotations) {
        return Math.min(
                bound(annotations, MAX_SCALE, OLDER_MAX_SCALE),
                bound(annotations, ACTIVATION_SCALE, OLDER_ACTIVATION_SCALE));
    }

    private static int bound(Map<String, String> annotations, String key, String olderKey) {
        int count = count(annotations.getOrDefault(key, annotations.get(olderKey)));
        return (count == 0) ? Integer.MAX_VALUE : count;
    }

    private static int count(@Nullable String text) {
        try {
            return (text == null) ? 0 : Math.max(0, Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** One owner's floor, written as {@code 4 until 2026-11-23T08:00:00Z}. */
    private record Floor(int instances, Instant until) {
        static Optional<Floor> parse(String text) {
            String[] parts = text.split(" until ", 2);
            try {
                return Optional.of(new Floor(Integer.parseInt(parts[0]), Instant.parse(parts[parts.length - 1])));
            } catch (NumberFormatException | DateTimeException e) {
                return Optional.empty();
            }
        }

        @Override
        public String toString() {
            return instances + " until " + until;
        }
    }
}

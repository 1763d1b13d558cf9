package dev.prewarm.knative.manifest;

/**
 * The annotations of a revision that say how many instances there shall be at least, and what that was before a warm-up
 * raised it for a while.
 */
public final class AutoscalingAnnotations {
    /** The beginning of the names of Knative's autoscaling annotations. */
    public static final String PREFIX = "autoscaling.knative.dev/";

    /** How many instances there are at least. */
    public static final String MIN_SCALE = PREFIX + "min-scale";

    /** What {@link #MIN_SCALE} was before a warm-up by {@code REVISION_ANNOTATION} raised it. */
    public static final String BEFORE_FLOOR = PREFIX + "prewarm-before";

    /** What {@link #BEFORE_FLOOR} says where there was no {@link #MIN_SCALE}. */
    public static final String NO_MIN_SCALE = "none";

    private AutoscalingAnnotations() {}
}

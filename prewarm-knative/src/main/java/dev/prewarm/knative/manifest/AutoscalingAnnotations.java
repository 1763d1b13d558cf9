package dev.prewarm.knative.manifest;

/**
 * The annotations of a revision that say between which bounds it is scaled, and what the lower one was before a warm-up
 * raised it for a while. Knative reads an older spelling of its own where there is none of the newer.
 */
public final class AutoscalingAnnotations {
    /** The beginning of the names of Knative's autoscaling annotations. */
    public static final String PREFIX = "autoscaling.knative.dev/";

    /** How many instances there are at least. */
    public static final String MIN_SCALE = PREFIX + "min-scale";

    /** The older spelling of {@link #MIN_SCALE}. */
    public static final String OLDER_MIN_SCALE = PREFIX + "minScale";

    /** How many instances there are at most; 0 is unlimited. */
    public static final String MAX_SCALE = PREFIX + "max-scale";

    /** The older spelling of {@link #MAX_SCALE}. */
    public static final String OLDER_MAX_SCALE = PREFIX + "maxScale";

    /** How many instances the first calls start. Knative refuses a {@link #MIN_SCALE} above it. */
    public static final String ACTIVATION_SCALE = PREFIX + "activation-scale";

    /** The older spelling of {@link #ACTIVATION_SCALE}. */
    public static final String OLDER_ACTIVATION_SCALE = PREFIX + "activationScale";

    /** What {@link #MIN_SCALE} was before a warm-up by {@code REVISION_ANNOTATION} raised it. */
    public static final String BEFORE_FLOOR = PREFIX + "prewarm-before";

    /** What {@link #BEFORE_FLOOR} says where there was no {@link #MIN_SCALE}. */
    public static final String NO_MIN_SCALE = "none";

    private AutoscalingAnnotations() {}
}

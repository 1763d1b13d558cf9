package dev.prewarm.knative.handler;

/** A step of a priming has failed; what it threw is the cause. */
public final class PrimingException extends Exception {
    private static final long serialVersionUID = 1;

    private final String step;

    PrimingException(String step, Throwable cause) {
        super("priming failed at step \"" + step + "\"; the next warm-up tries again from there", cause);
        this.step = step;
    }

    /** The name of the step. */
    public String step() {
        return step;
    }
}

package dev.prewarm.forecast;

/** Counts the changes of what shares it, so that a reader can tell cheaply whether anything is new. */
final class Changes {
    private long count;

    void advance() {
        count++;
    }

    long count() {
        return count;
    }
}

package dev.prewarm;

/** Why a strategy decided as it did: data, with a sentence for people. */
@FunctionalInterface
public interface Rationale {
    /** One sentence with the numbers that decided, without a full stop. */
    String sentence();

    /** A rationale that is just a sentence. */
    static Rationale of(String sentence) {
        return new Sentence(sentence);
    }

    /** See {@link #of}. */
    record Sentence(String sentence) implements Rationale {}
}

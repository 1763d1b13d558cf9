package dev.prewarm;

/**
 * Why a strategy decided as it did: data, with a sentence for people. The engine asks for the sentence only when somebody reads
 * it. Immutable; one that can be compared makes plans that can be.
 */
@FunctionalInterface
public interface Rationale {
    /** One sentence with the numbers that decided, without a full stop. */
    String sentence();

    /** A rationale that is just a sentence. */
    static Rationale of(String sentence) {
        return new Sentence(sentence);
    }
}

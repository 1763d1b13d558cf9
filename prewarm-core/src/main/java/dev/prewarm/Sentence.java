package dev.prewarm;

import static java.util.Objects.requireNonNull;

/** A rationale that is just a sentence; see {@link Rationale#of}. */
record Sentence(String sentence) implements Rationale {
    Sentence {
        requireNonNull(sentence, "sentence");
    }
}

package dev.prewarm.server.track;

import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was said of runs that are to come, and which of those have come. Whether a process hears of it or reads it in its journal, the
 * rules are the same. Not thread-safe.
 */
@SuppressWarnings("exports") // who is outside reads histories, and makes none
public final class Expectations {
    /** The key of what a run says of the next one. */
    private static final String OF_NEXT = "next";

    /** How long after its time an announcement is believed. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final int MOST = 10_000;

    /** What was said last of each, also of those that have come, are past, or were called off. */
    private final Map<Key, Word> lastWords = new Latest<>(MOST);

    private final Map<Key, Word> open = new LinkedHashMap<>();

    /** None yet. */
    public Expectations() {}

    /** By which an announcement is known. */
    record Key(String source, String workflow, String key) {}

    /**
     * What was said of an announcement.
     *
     * @param at when
     * @param due null if it was called off
     */
    record Word(Instant at, @Nullable Instant due, Duration uncertainty) {
        /** Whether it says more than another one that was heard before: it is later, and not the same again. */
        boolean isNews(@Nullable Word before) {
            return before == null || (!at.isBefore(before.at) && !equals(before));
        }

        boolean isPast(Instant now) {
            return due == null || due.plus(PATIENCE).isBefore(now);
        }
    }

    /** A word, and of what. */
    record Said(Key of, Word word) {
        /** What an event says of a run that is to come; empty if it says nothing. */
        static Optional<Said> in(Event event) {
            if (event instanceof Event.RunExpected told) {
                return Optional.of(new Said(
                        new Key(told.source(), told.workflow(), told.key()),
                        new Word(told.at(), told.due(), told.uncertainty())));
            } else if (event instanceof Event.RunStarted told && told.next() != null) {
                return Optional.of(new Said(
                        new Key(told.source(), told.workflow(), OF_NEXT),
                        new Word(told.at(), told.next(), Duration.ZERO)));
            }
            return Optional.empty();
        }
    }

    /** Takes what an event of a journal says of a run that is to come, if it does. */
    public void read(Event event, Instant now) {
        Said.in(event).ifPresent(said -> say(said.of(), said.word(), now));
    }

    /** A run of a journal has begun, and takes up the announcement that is its own. */
    public void readBegin(RunId run, Instant startedAt, Instant now) {
        forgetPast(now);
        takeUp(run, startedAt);
    }

    /** Takes a word; false if there was a later one, or the same. */
    boolean say(Key of, Word word, Instant now) {
        if (!word.isNews(lastWords.get(of))) {
            return false;
        }
        lastWords.put(of, word);
        open.remove(of);
        if (!word.isPast(now) && open.size() < MOST) {
            open.put(of, word);
        }
        return true;
    }

    /** The announcement that a run takes up: that of its workflow which is due nearest to its start; empty if there is none. */
    Optional<Key> takeUp(RunId run, Instant startedAt) {
        Optional<Key> nearest = open.keySet().stream()
                .filter(of -> of.source().equals(run.source()) && of.workflow().equals(run.workflow()))
                .min(Comparator.comparing(of -> distance(open.get(of), startedAt)));
        nearest.ifPresent(open::remove);
        return nearest;
    }

    private static Duration distance(@Nullable Word word, Instant at) {
        Instant due = (word == null) ? null : word.due();
        return (due == null)
                ? Duration.ofSeconds(Long.MAX_VALUE)
                : Duration.between(due, at).abs();
    }

    /** Forgets those whose time has passed without a run, and says which. */
    List<Key> forgetPast(Instant now) {
        List<Key> past = open.entrySet().stream()
                .filter(entry -> entry.getValue().isPast(now))
                .map(Map.Entry::getKey)
                .toList();
        past.forEach(open::remove);
        return past;
    }

    /** Gives one up, although it has not passed. */
    void forget(Key of) {
        open.remove(of);
    }

    /** Adds what was said elsewhere. */
    void addAll(Expectations others) {
        lastWords.putAll(others.lastWords);
        open.putAll(others.open);
    }

    /** Those that have neither come nor passed. */
    Map<Key, Word> open() {
        return new LinkedHashMap<>(open);
    }

    boolean isOpen(Key of) {
        return open.containsKey(of);
    }

    int size() {
        return open.size();
    }
}

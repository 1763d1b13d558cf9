package dev.prewarm.server.track;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that keeps so many entries at most: those that were asked for, or put, last. Not thread-safe. */
public final class Latest<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;

    private final int most;

    /** An empty one. */
    public Latest(int most) {
        super(16, 0.75f, true);
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}

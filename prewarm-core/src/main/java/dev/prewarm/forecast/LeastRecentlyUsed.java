package dev.prewarm.forecast;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that forgets what has not been asked for the longest, beyond a number of entries. */
final class LeastRecentlyUsed<V> extends LinkedHashMap<String, V> {
    private static final long serialVersionUID = 1;

    private final int limit;

    LeastRecentlyUsed(int limit) {
        super(16, 0.75f, true);
        this.limit = limit;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > limit;
    }
}

package dev.prewarm.server.event;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A workflow's tasks, as a run of it told them.
 *
 * @param steps by task id, in the order in which they were told
 */
public record Shape(Map<String, Step> steps) {
    /** Copies the map, and keeps its order. */
    public Shape {
        steps = Collections.unmodifiableMap(new LinkedHashMap<>(steps));
    }
}

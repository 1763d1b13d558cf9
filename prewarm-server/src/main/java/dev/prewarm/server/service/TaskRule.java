package dev.prewarm.server.service;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule of the configuration that says what tasks call.
 *
 * @param tasks which, as {@code workflow.task}; stars stand for any text
 * @param calls addresses and names; empty for nothing; null for the service that is called like the task
 */
public record TaskRule(Glob tasks, @Nullable List<String> calls) {
    boolean covers(String workflow, String task) {
        return tasks.matches(workflow + "." + task);
    }

    List<String> callsOf(String task) {
        return (calls == null) ? List.of(task) : calls;
    }
}

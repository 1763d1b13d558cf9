package dev.prewarm.server.event;

import java.util.Locale;
import java.util.Optional;

/** When a task may run, given the ends of the tasks directly before it. The names are Airflow's. */
public enum TriggerRule {
    ALL_SUCCESS,
    ALL_FAILED,
    ALL_DONE,
    ALL_DONE_MIN_ONE_SUCCESS,
    ALL_DONE_SETUP_SUCCESS,
    ALL_SKIPPED,
    ONE_SUCCESS,
    ONE_FAILED,
    ONE_DONE,
    NONE_FAILED,
    NONE_FAILED_MIN_ONE_SUCCESS,
    NONE_SKIPPED,
    ALWAYS;

    /** The rule of that name, as it is written on the wire; empty if there is none. */
    public static Optional<TriggerRule> of(String name) {
        for (TriggerRule rule : values()) {
            if (rule.wireName().equals(name)) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }

    /** As it is written on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

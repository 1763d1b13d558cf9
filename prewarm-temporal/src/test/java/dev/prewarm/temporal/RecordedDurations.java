package dev.prewarm.temporal;

import com.google.protobuf.Timestamp;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.WorkflowExecutionHistory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How long the steps of a run took by its history, as the workflow's code sees them: from one of its tasks to another. */
final class RecordedDurations {
    private final List<Double> seconds = new ArrayList<>();
    private final Map<Long, Double> startedAt = new HashMap<>();
    private final List<Double> endedStarts = new ArrayList<>();
    private double taskStartedAt;

    private RecordedDurations() {}

    /** Of the calls of an activity type, in the order in which they ended. */
    static List<Double> ofActivity(WorkflowExecutionHistory history, String type) {
        RecordedDurations durations = new RecordedDurations();
        for (HistoryEvent event : history.getEvents()) {
            switch (event.getEventType()) {
                case EVENT_TYPE_ACTIVITY_TASK_SCHEDULED -> {
                    var scheduled = event.getActivityTaskScheduledEventAttributes();
                    if (scheduled.getActivityType().getName().equals(type)) {
                        durations.started(event.getEventId());
                    }
                }
                case EVENT_TYPE_ACTIVITY_TASK_COMPLETED ->
                    durations.ended(
                            event.getActivityTaskCompletedEventAttributes().getScheduledEventId());
                default -> durations.other(event);
            }
        }
        return durations.seconds;
    }

    /** Of its timers, in the order in which they fired. */
    static List<Double> ofTimers(WorkflowExecutionHistory history) {
        RecordedDurations durations = new RecordedDurations();
        for (HistoryEvent event : history.getEvents()) {
            switch (event.getEventType()) {
                case EVENT_TYPE_TIMER_STARTED -> durations.started(event.getEventId());
                case EVENT_TYPE_TIMER_FIRED ->
                    durations.ended(event.getTimerFiredEventAttributes().getStartedEventId());
                default -> durations.other(event);
            }
        }
        return durations.seconds;
    }

    private void started(long event) {
        startedAt.put(event, taskStartedAt);
    }

    private void ended(long startedEvent) {
        Double start = startedAt.remove(startedEvent);
        if (start != null) {
            endedStarts.add(start);
        }
    }

    private void other(HistoryEvent event) {
        if (event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED) {
            Timestamp at = event.getEventTime();
            taskStartedAt = at.getSeconds() + at.getNanos() / 1e9;
            endedStarts.forEach(start -> seconds.add(taskStartedAt - start));
            endedStarts.clear();
        }
    }
}

package dev.prewarm.server.event;

/**
 * What identifies a run: the same in all three is the same run.
 *
 * @param source the orchestrator's installation
 * @param workflow the workflow's name
 * @param run the run's name within the workflow
 */
public record RunId(String source, String workflow, String run) {
    @Override
    public String toString() {
        return workflow + " " + run;
    }
}

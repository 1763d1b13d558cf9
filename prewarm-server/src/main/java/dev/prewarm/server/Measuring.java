package dev.prewarm.server;

import dev.prewarm.Target;
import dev.prewarm.observe.Beliefs;
import dev.prewarm.observe.TargetBelief;
import dev.prewarm.server.event.RunId;
import dev.prewarm.server.observe.RunArm;
import dev.prewarm.server.observe.RunMeasure;
import dev.prewarm.server.observe.Savings;
import dev.prewarm.server.track.RunReport;
import dev.prewarm.server.track.TrackerListener;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.function.Consumer;

/** Measures each run when it is closed, and says what is wrong with what is told. Safe for use by any thread. */
final class Measuring implements TrackerListener {
    private static final System.Logger LOGGER = System.getLogger(Measuring.class.getName());

    private final Beliefs beliefs;
    private final Savings savings;
    private final Consumer<byte[]> journal;

    Measuring(Beliefs beliefs, Savings savings, Consumer<byte[]> journal) {
        this.beliefs = beliefs;
        this.savings = savings;
        this.journal = journal;
    }

    @Override
    public void onClosed(RunReport run) {
        RunMeasure.of(run, this::retention).ifPresent(measure -> {
            savings.add(measure);
            journal.accept(measure.toLine());
        });
    }

    @Override
    public void onAssigned(RunId run, Instant at, boolean heldOut) {
        journal.accept(new RunArm(run, at, heldOut).toLine());
    }

    private double retention(String service) {
        return beliefs.services().stream()
                .filter(belief -> belief.service().equals(service))
                .findFirst()
                .map(TargetBelief::retentionSeconds)
                .orElse((double) Target.DEFAULT_RETENTION.toSeconds());
    }

    @Override
    public void onGivenUp(RunId run, String reason) {
        LOGGER.log(Level.INFO, "run " + run + " is given up: " + reason);
    }

    @Override
    public void onBadShape(RunId run, String reason) {
        LOGGER.log(Level.WARNING, "the tasks of run " + run + " are no workflow, and are not followed: " + reason);
    }
}

package dev.prewarm.strategy;

import dev.prewarm.Warmth;
import java.time.Duration;
import java.time.Instant;

/**
 * A belief about a target's instances of which each part is said. Unless it is, there are none, nobody else uses the target, and
 * what is idle is kept for 60 s, for 50 s certainly.
 */
final class SaidWarmth implements Warmth {
    private int instances;
    private int places;
    private Instant until = Instant.MIN;
    private double anyway;
    private double reuseShare;
    private double reuseAfter;
    private boolean knative;

    static SaidWarmth cold() {
        return new SaidWarmth();
    }

    /** So many instances, with as many places for calls of the run. */
    static SaidWarmth warm(int instances, int places, Instant until) {
        SaidWarmth warmth = new SaidWarmth();
        warmth.instances = instances;
        warmth.places = places;
        warmth.until = until;
        return warmth;
    }

    SaidWarmth warmAnyway(double share) {
        anyway = share;
        return this;
    }

    SaidWarmth reused(double share, double afterSeconds) {
        reuseShare = share;
        reuseAfter = afterSeconds;
        return this;
    }

    SaidWarmth onKnative() {
        knative = true;
        return this;
    }

    @Override
    public int freeCalls(Instant at) {
        return at.isBefore(until) ? places : 0;
    }

    @Override
    public int placesOfRun() {
        return places;
    }

    @Override
    public int instances() {
        return instances;
    }

    @Override
    public Instant warmUntil() {
        return until;
    }

    @Override
    public Duration retention() {
        return Duration.ofSeconds(60);
    }

    @Override
    public Duration certainRetention() {
        return Duration.ofSeconds(50);
    }

    @Override
    public double warmAnywayShare() {
        return anyway;
    }

    @Override
    public double reuseShare() {
        return reuseShare;
    }

    @Override
    public double reuseAfter() {
        return reuseAfter;
    }

    @Override
    public boolean scaledByKnative() {
        return knative;
    }
}

package dev.prewarm.strategy;

import dev.prewarm.Forecast;
import dev.prewarm.Plan;
import dev.prewarm.Rationale;
import dev.prewarm.RunView;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.Warmup;
import dev.prewarm.strategy.CostRationale.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One plan of the {@link CostAwareStrategy}: task by task, then layer by layer. Used once. */
final class CostAwarePlanning {
    /** What need not be sent within so many seconds is not decided now. */
    private static final double FAR = 1.0;
    /** What was refused is not looked at again sooner than after so many seconds. */
    private static final double SOON = 0.1;
    /** A task that could start is not warmed if it is expected within so small a share of its cold start. */
    private static final double ON_THE_WAY = 0.1;

    /** Of more tasks of one target each further one is looked at as if it was nearly the same as the one before. */
    private static final int MANY = 64;

    private static final Rationale SHARED_COLD = Rationale.of("the instance that it would share stays cold");
    private static final Rationale SHARED = Rationale.of("it shares an instance with other tasks");

    private final RunView run;
    private final double price;
    private final Forecast forecast;
    private final Places places;
    private final Plan.Builder plan = Plan.builder();
    /** What is worth warming for itself. */
    private final List<Layer.Candidate> candidates = new ArrayList<>();

    private final List<Sharer> sharers = new ArrayList<>();
    /** By target, of those that many tasks use: what was looked at last. */
    private final Map<String, Looked> looked = new HashMap<>();
    /** In how many seconds a target is warmed first. */
    private final Map<Target, Double> sends = new HashMap<>();

    CostAwarePlanning(RunView run, double price) {
        this.run = run;
        this.price = price;
        this.forecast = run.forecast();
        this.places = new Places(run, forecast);
    }

    /** A task that counts on an instance which is warmed for another one. */
    private record Sharer(Task task, Exposure exposure) {}

    /** So many tasks of a target were looked at; the last one starts then, and is best sent in so many seconds. */
    private record Looked(int tasks, double start, double sendIn) {}

    private static final Looked NOT_YET = new Looked(0, 0, 0);

    Plan plan() {
        // What was warmed for a task is that task's before others may count on it.
        decideAll(true);
        decideAll(false);
        for (Layer layer : Layer.of(candidates)) {
            settle(layer);
        }
        for (Sharer sharer : sharers) {
            Double sendIn = sends.get(sharer.task().target().orElseThrow());
            if (sendIn == null) {
                plan.refuse(sharer.task(), SHARED_COLD);
            } else {
                warm(sharer.task(), sharer.exposure(), sendIn, SHARED);
            }
        }
        if (forecast.nextLook().isBefore(Instant.MAX)) {
            plan.reviewAt(forecast.nextLook());
        }
        return plan.build();
    }

    private void decideAll(boolean warmedBefore) {
        for (int i = 0; i < forecast.tasks().size(); i++) {
            Task task = forecast.tasks().get(i);
            if (run.rounds(task) > 0 == warmedBefore) {
                decide(task);
            }
        }
    }

    private void decide(Task task) {
        Target target = task.target().orElse(null);
        if (target == null || target.minScale() >= target.instancesFor(run.width(task))) {
            return;
        }
        double duration = forecast.medianDuration(task);
        if (run.ready().contains(task)) {
            double start = Quantiles.ofFinite(forecast.starts(task), 0.5);
            double coldStart = Exposure.mean(forecast.coldStarts(task));
            if (start <= ON_THE_WAY * coldStart) {
                // It is about to be called: a warm-up would meet it on the way.
                places.occupy(task, target, start, coldStart, duration, false);
                return;
            }
        }
        Exposure exposure = Exposure.of(run, forecast, task, target, places);
        boolean warmed = decide(task, target, exposure, duration);
        places.occupy(task, target, exposure.medianStart, exposure.meanColdStart(), duration, warmed);
    }

    /** Returns whether the task will find its instances ready, or a warm-up for them is planned. */
    private boolean decide(Task task, Target target, Exposure exposure, double duration) {
        int round = run.rounds(task);
        if (exposure.missing() == 0) {
            Places.Sharing sharing =
                    (round > 0) ? Places.Sharing.NONE : places.shares(task, target, exposure.medianStart);
            switch (sharing) {
                case NONE -> plan.refuse(task, CostRationale.warm(exposure));
                case NOW -> warm(task, exposure, 0, SHARED);
                case PLANNED -> sharers.add(new Sharer(task, exposure));
            }
            return true;
        }
        double earliest = exposure.earliestLatestSend();
        if (earliest > FAR && exposure.warmUntil < 0) {
            // Whatever is best, it is not before that; more may be known by then.
            plan.reviewAt(Quantiles.after(run.now(), earliest));
            return true;
        }
        exposure.complete();
        Choice choice = choose(target, exposure);
        if (choice.verdict() != Verdict.SEND || round > mostRounds(exposure)) {
            plan.refuse(task, choice.rationale(choice.verdict(), choice.sendIn()));
            double again = exposure.medianLatestSend();
            if (again > 0) {
                plan.reviewAt(Quantiles.after(run.now(), Math.max(again, SOON)));
            }
            return choice.verdict() == Verdict.WAIT;
        }
        boolean follows = places.shares(task, target, exposure.medianStart) == Places.Sharing.PLANNED;
        places.planned(task, target, exposure.medianStart);
        if (round > 0) {
            warm(task, exposure, choice, choice.sendIn());
        } else {
            candidates.add(new Layer.Candidate(task, exposure, choice, duration, follows));
        }
        return true;
    }

    private Choice choose(Target target, Exposure exposure) {
        if (places.users(target).size() <= MANY) {
            return new Choice(exposure, price);
        }
        Looked last = looked.getOrDefault(target.name(), NOT_YET);
        boolean closely = last.tasks() < MANY;
        double like = Math.max(0, last.sendIn() + exposure.medianStart - last.start());
        Choice choice = new Choice(exposure, price, closely ? Double.NaN : like);
        if (choice.costOfNothing() > 0) {
            looked.put(target.name(), new Looked(last.tasks() + 1, exposure.medianStart, choice.sendIn()));
        }
        return choice;
    }

    private void settle(Layer layer) {
        int warmed = layer.choose(price);
        for (int i = 0; i < layer.members().size(); i++) {
            Layer.Candidate member = layer.members().get(i);
            double sendIn = layer.sendIn(member);
            if (i < warmed) {
                warm(member.task(), member.exposure(), member.choice(), sendIn);
            } else {
                plan.refuse(member.task(), whyLeftCold(layer, member.choice(), sendIn));
            }
        }
        if (warmed < layer.members().size()) {
            // The nearer the start, the less is uncertain, and the less idle time many instances cost.
            plan.reviewAt(Quantiles.after(run.now(), Math.max(SOON, layer.start() / 4)));
        }
    }

    private static Rationale whyLeftCold(Layer layer, Choice choice, double sendIn) {
        return (layer.members().size() == 1)
                ? choice.leftColdAlone(sendIn)
                : choice.rationale(Verdict.LEAVE_COLD_WITH_OTHERS, sendIn);
    }

    private void warm(Task task, Exposure exposure, Choice choice, double sendIn) {
        sends.merge(task.target().orElseThrow(), sendIn, Math::min);
        warm(task, exposure, sendIn, choice.rationale(Verdict.SEND, sendIn));
    }

    private void warm(Task task, Exposure exposure, double sendIn, Rationale reason) {
        plan.warm(Warmup.of(run, task)
                .sendAt(Quantiles.after(run.now(), sendIn))
                .neededAt(Quantiles.after(run.now(), exposure.medianStart))
                .because(reason));
    }

    /** One send, and as many refreshes as cost less than the cold start that they avoid. */
    private int mostRounds(Exposure exposure) {
        double worth = price * exposure.meanColdStart();
        double refreshes = worth / Math.max(1e-3, exposure.missing() * exposure.retention);
        return (int) Math.min(1_000, 1 + Math.floor(refreshes));
    }
}

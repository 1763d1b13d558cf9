package dev.prewarm.simulator.comparison;

import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.WorkflowRun;
import dev.prewarm.simulator.contestant.Contestant;
import dev.prewarm.simulator.workload.Arrivals;
import dev.prewarm.simulator.workload.Draws;
import dev.prewarm.simulator.workload.Draws.Purpose;
import dev.prewarm.simulator.workload.InvalidInputException;
import dev.prewarm.simulator.workload.RunTruth;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.Seconds;
import dev.prewarm.simulator.workload.Service;
import dev.prewarm.simulator.workload.TaskLevels;
import dev.prewarm.simulator.workload.WarmupFaults;
import dev.prewarm.simulator.workload.Workload;
import dev.prewarm.testing.VirtualScheduler;
import dev.prewarm.testing.knative.KnativeModel;
import dev.prewarm.testing.knative.KnativeService;
import dev.prewarm.testing.knative.Pod;
import dev.prewarm.testing.knative.RequestKind;
import dev.prewarm.testing.knative.RequestListener;
import dev.prewarm.testing.knative.ServiceStats;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One contestant on one scenario: the real engine, on the model of the platform, in virtual time.
 *
 * <p>Every instance of a service that is made for a run takes the same time to start, so that the clairvoyant bound is
 * exact. Single use; confined to one thread.
 */
public final class Simulation {
    /** In the place of the number of a run that is to be drawn. */
    static final int NOTHING_DRAWN = -1;

    /** Runs of which trained strategies have learned. */
    private static final int TRAINING_RUNS = 100;

    private static final Duration PING_EVERY = Duration.ofMinutes(5);
    /** Virtual time after the end of a run in which everything scales to zero, beyond the retention. */
    private static final Duration REST = Duration.ofMinutes(5);

    private static final long YEAR = 365L * 86_400;
    /** Until then, in seconds, instants can be told apart to the nanosecond. */
    private static final long LONGEST = 200 * YEAR;

    private final Scenario scenario;
    private final Contestant contestant;
    private final int drawn;
    private final Draws draws;
    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final KnativeModel model;
    private final Map<String, KnativeService> services = new HashMap<>();
    private final Duration retention;
    private final ObservedMeans observations;
    private final SimulatedClient client = new SimulatedClient(this);
    private final Prewarmer prewarmer;
    private final @Nullable Calibration calibration;
    private final SimulationResult.Recorder recorder;
    /** The run on whose behalf instances are made now. */
    private RunTruth serving;

    /** Cold starts that are no task's. */
    private int uncountedColdStarts;

    private final RequestListener uncounted = new RequestListener() {
        @Override
        public void onStarted(Pod pod, Duration coldWait) {
            uncountedColdStarts += coldWait.isZero() ? 0 : 1;
        }
    };

    private final Multiset<WarmupOfRun> warmupsOfRuns = HashMultiset.create();
    private long warmups;
    private int ended;

    Simulation(Scenario scenario, Contestant contestant, long seed, int drawn) {
        this(scenario, contestant, seed, drawn, false);
    }

    private Simulation(Scenario scenario, Contestant contestant, long seed, int drawn, boolean calibrated) {
        this.scenario = scenario;
        this.contestant = contestant;
        this.drawn = drawn;
        this.draws = new Draws(seed);
        this.observations = new ObservedMeans(scenario, seed);
        this.serving = new RunTruth(scenario, draws, 0);
        KnativeModel.Builder builder = KnativeModel.builder(scheduler)
                .startSlowdown(scenario.platform().contention())
                .recording(drawn != NOTHING_DRAWN);
        if (scenario.platform().creationsPerSecond() > 0) {
            builder.podsPerSecond(scenario.platform().creationsPerSecond());
        }
        this.model = builder.build();
        scenario.workload().services().forEach(this::deploy);
        this.retention = scenario.workload().services().stream()
                .map(Service::retention)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        PrewarmStrategy strategy = contestant.strategy().apply(observations);
        this.calibration = calibrated ? new Calibration(strategy) : null;
        this.prewarmer = Prewarmer.builder(client)
                .scheduler(scheduler)
                .strategy((calibration == null) ? strategy : calibration)
                .build();
        this.recorder = new SimulationResult.Recorder(contestant, scenario, totals());
    }

    /** What the contestant achieves on the scenario, on the draws of the seed. */
    public static SimulationResult run(Scenario scenario, Contestant contestant, long seed) {
        return new Simulation(scenario, contestant, seed, NOTHING_DRAWN).run();
    }

    /** As {@link #run}; what the contestant's strategy could forecast is held against what comes. */
    public static SimulationResult calibrated(Scenario scenario, Contestant contestant, long seed) {
        return new Simulation(scenario, contestant, seed, NOTHING_DRAWN, true).run();
    }

    private void deploy(Service service) {
        int kept = service.minScale();
        if (contestant.upkeep() == Contestant.Upkeep.ALWAYS_ON) {
            kept = Math.max(kept, widest(scenario.workload(), service));
        }
        Target target = service.toTarget();
        services.put(
                service.name(),
                model.deploy(service.settings(scenario.platform().autoscaler(), draws.seed())
                        .minScale(kept)
                        .podStart(() -> coldStart(target))
                        .build()));
    }

    private Duration coldStart(Target target) {
        double seconds = serving.coldStart(target, 0);
        checkLasting(seconds);
        return Seconds.duration(seconds);
    }

    /** The most instances of a service that all calls of one level of tasks need; 0 if no task calls it. */
    public static int widest(Workload workload, Service service) {
        TaskLevels levels = TaskLevels.of(workload.workflow());
        Map<Integer, Integer> calls = new HashMap<>();
        int widest = 0;
        for (Task task : workload.workflow().tasks()) {
            Target target = task.target().orElse(null);
            if (target != null && target.name().equals(service.name())) {
                int sum = calls.merge(levels.of(task), task.width(), Integer::sum);
                widest = Math.max(widest, target.instancesFor(sum));
            }
        }
        return widest;
    }

    SimulationResult run() {
        if (contestant.upkeep() == Contestant.Upkeep.PINGED) {
            // Its rhythm has nothing to do with when the first run comes.
            after(PING_EVERY.toSeconds() * draws.uniform(Purpose.PLATFORM, 0, 0), this::ping);
        }
        if (scenario.trained()) {
            for (int i = 0; i < TRAINING_RUNS; i++) {
                runToRest(Scenario.MOST_RUNS + i, false);
            }
            recorder.reset(totals());
        }
        if (scenario.arrivals() instanceof Arrivals.Sequential) {
            for (int i = 0; i < scenario.runs(); i++) {
                runToRest(i, true);
                recorder.account(i, totals());
            }
        } else {
            runOverlapping();
            // What is kept for ever is billed as long as what lapses after the last run.
            scheduler.advance(retention);
        }
        recorder.account(scenario.runs() - 1, settled());
        prewarmer.close();
        scheduler.runPending();
        return recorder.result();
    }

    private void runToRest(int number, boolean measured) {
        RunTruth truth = new RunTruth(scenario, draws, number);
        serving = truth;
        int before = ended;
        Duration lead = scenario.announce().orElse(null);
        if (lead != null) {
            prewarmer.expect(scenario.workload().workflow(), scheduler.now().plus(lead));
            scheduler.advance(lead);
        }
        begin(truth, measured, (lead == null) ? 0 : lead.toNanos() / 1e9);
        while (ended == before) {
            checkState(scheduler.runNext(), "run %s of %s does not end", number, scenario);
        }
        scheduler.advance(retention.plus(REST));
    }

    private void runOverlapping() {
        // Those of the training have ended before.
        int last = ended + scenario.runs();
        double at = 0;
        Duration lead = scenario.announce().orElse(Duration.ZERO);
        for (int i = 0; i < scenario.runs(); i++) {
            at += gap(i);
            checkLasting(at);
            Duration start = Seconds.duration(at).plus(lead);
            RunTruth truth = new RunTruth(scenario, draws, i);
            if (scenario.announce().isPresent()) {
                Instant expected = scheduler.now().plus(start);
                scheduler.schedule(
                        start.minus(lead),
                        () -> prewarmer.expect(scenario.workload().workflow(), expected));
            }
            scheduler.schedule(start, () -> {
                if (truth.run() > 0) {
                    recorder.account(truth.run() - 1, totals());
                }
                // Instances of other runs may be there before, however late it is known.
                begin(truth, true, Bound.LONG_BEFORE);
            });
        }
        while (ended < last) {
            checkState(scheduler.runNext(), "the runs of %s do not end", scenario);
        }
    }

    /** Refuses what would go on for too long from now. */
    private void checkLasting(double seconds) {
        if (scheduler.now().getEpochSecond() + seconds > LONGEST) {
            throw new InvalidInputException("the runs of " + scenario + " take more than " + LONGEST / YEAR
                    + " years of simulated time: fewer runs, a shorter time between them or shorter tasks are needed");
        }
    }

    private double gap(int run) {
        if (scenario.arrivals() instanceof Arrivals.Poisson poisson) {
            return poisson.gap(draws.uniform(Purpose.ARRIVAL, run, 0));
        }
        return ((Arrivals.Every) scenario.arrivals()).gap().toNanos() / 1e9;
    }

    private void begin(RunTruth truth, boolean measured, double lead) {
        serving = truth;
        if (scenario.rootsWarm()) {
            scheduler.schedule(warmRoots(), () -> start(truth, measured, lead));
        } else {
            start(truth, measured, lead);
        }
    }

    private void start(RunTruth truth, boolean measured, double lead) {
        serving = truth;
        WorkflowRun handle = prewarmer.start(scenario.workload().workflow());
        new SimulatedRun(this, truth, handle, run -> {
                    ended++;
                    if (measured) {
                        recorder.ended(run, Bound.of(truth, scenario, lead));
                        run.drawn(model.services(), scenario.announce().orElse(Duration.ZERO))
                                .ifPresent(recorder::drawn);
                    }
                })
                .start();
    }

    /** Work that nobody counts is done by the services at the beginning; returns when it has just been. */
    private Duration warmRoots() {
        double longest = 0;
        for (Task task : scenario.workload().workflow().roots()) {
            Target target = task.target().orElse(null);
            if (target != null) {
                for (int call = 0; call < task.width(); call++) {
                    service(target).request(RequestKind.WORK, Duration.ofNanos(1), uncounted);
                }
                longest = Math.max(longest, serving.coldStart(target, 0));
            }
        }
        return Seconds.duration(longest).plusNanos(10);
    }

    private void ping() {
        for (KnativeService service : model.services()) {
            service.request(RequestKind.WARM_UP, Duration.ZERO, RequestListener.NONE);
            warmups++;
        }
        scheduler.schedule(PING_EVERY, this::ping);
    }

    /** The books as of now. */
    private SimulationResult.Totals totals() {
        return totals(KnativeService::stats);
    }

    /** The books as they will be when all that is left has lapsed. */
    private SimulationResult.Totals settled() {
        return totals(KnativeService::settledStats);
    }

    private SimulationResult.Totals totals(Function<KnativeService, ServiceStats> books) {
        long idle = 0;
        long wasted = 0;
        long surplus = 0;
        long coldStarts = 0;
        for (KnativeService service : model.services()) {
            ServiceStats stats = books.apply(service);
            idle += stats.idle().toNanos();
            wasted += stats.wasted().toNanos();
            surplus += stats.provided().minus(stats.busy()).toNanos();
            coldStarts += stats.coldStartsMet();
        }
        return new SimulationResult.Totals(
                idle,
                wasted,
                surplus,
                coldStarts - uncountedColdStarts,
                client.received() + warmups,
                (calibration == null) ? new Calibration.Counts(0, 0, 0) : calibration.counts(),
                prewarmer.stats());
    }

    // What the runs and the client need.

    Scenario scenario() {
        return scenario;
    }

    ObservedMeans observations() {
        return observations;
    }

    KnativeService service(Target target) {
        return requireNonNull(services.get(target.name()));
    }

    /** Whether the run with that number is to be drawn. */
    boolean draws(int run) {
        return run == drawn;
    }

    Duration elapsed() {
        return Duration.between(Instant.EPOCH, scheduler.now());
    }

    void after(double seconds, Runnable task) {
        checkLasting(seconds);
        scheduler.schedule(Seconds.duration(seconds), task);
    }

    void serving(RunTruth truth) {
        serving = truth;
    }

    /** Calls a service, for so long. */
    void call(Target target, Duration duration, RequestListener listener) {
        checkLasting(duration.toNanos() / 1e9);
        service(target).request(RequestKind.WORK, duration, listener);
    }

    /** Of the n-th warm-up of a target in a run, whatever else is sent: contestants meet the same faults. */
    WarmupFaults.Fate fate(Target target) {
        int earlier = warmupsOfRuns.add(new WarmupOfRun(serving.run(), target.name()), 1);
        return serving.fate(target, earlier);
    }

    private record WarmupOfRun(int run, String target) {}
}

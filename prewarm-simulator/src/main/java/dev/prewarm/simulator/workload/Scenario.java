package dev.prewarm.simulator.workload;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A workload, how often and when it runs, on which platform, and what goes wrong. Immutable. */
public final class Scenario {
    /** The most runs of one scenario. */
    public static final int MOST_RUNS = 1_000_000;

    private final String name;
    private final String description;
    private final Workload workload;
    private final int runs;
    private final Arrivals arrivals;
    private final @Nullable Duration announce;
    private final PlatformSettings platform;
    private final Drift drift;
    private final WarmupFaults faults;
    private final boolean rootsWarm;
    private final boolean trained;
    private final boolean told;

    private Scenario(Builder builder) {
        this.name = builder.name;
        this.description = builder.description;
        this.workload = builder.workload;
        this.runs = builder.runs;
        this.arrivals = builder.arrivals;
        this.announce = builder.announce;
        this.platform = builder.platform;
        this.drift = builder.drift;
        this.faults = builder.faults;
        this.rootsWarm = builder.rootsWarm;
        this.trained = builder.trained;
        this.told = builder.told;
    }

    /** A builder: 200 sequential runs on the default platform, not announced, nothing goes wrong. */
    public static Builder builder(String name, Workload workload) {
        return new Builder(name, workload);
    }

    /** A builder that starts from this scenario. */
    public Builder toBuilder() {
        Builder builder = new Builder(name, workload);
        builder.description = description;
        builder.runs = runs;
        builder.arrivals = arrivals;
        builder.announce = announce;
        builder.platform = platform;
        builder.drift = drift;
        builder.faults = faults;
        builder.rootsWarm = rootsWarm;
        builder.trained = trained;
        builder.told = told;
        return builder;
    }

    /** What identifies the scenario. */
    public String name() {
        return name;
    }

    /** One line for people. */
    public String description() {
        return description;
    }

    /** What runs. */
    public Workload workload() {
        return workload;
    }

    /** How many runs are measured. */
    public int runs() {
        return runs;
    }

    /** When runs start. */
    public Arrivals arrivals() {
        return arrivals;
    }

    /** How long before its start a run is announced; empty if it is not. */
    public Optional<Duration> announce() {
        return Optional.ofNullable(announce);
    }

    /** The platform. */
    public PlatformSettings platform() {
        return platform;
    }

    /** A change in the middle. */
    public Drift drift() {
        return drift;
    }

    /** What becomes of warm-ups. */
    public WarmupFaults faults() {
        return faults;
    }

    /** Whether each run finds instances for its root tasks ready. */
    public boolean rootsWarm() {
        return rootsWarm;
    }

    /** Whether strategies have learned from runs of the same kind before the first run that is measured. */
    public boolean trained() {
        return trained;
    }

    /** Whether the orchestrator tells how each task has found its target, as soon as all of its calls are served. */
    public boolean told() {
        return told;
    }

    @Override
    public String toString() {
        return name;
    }

    /** Builds a {@link Scenario}. Not thread-safe. */
    public static final class Builder {
        private String name;
        private String description = "";
        private Workload workload;
        private int runs = 200;
        private Arrivals arrivals = Arrivals.sequential();
        private @Nullable Duration announce;
        private PlatformSettings platform = PlatformSettings.DEFAULT;
        private Drift drift = Drift.NONE;
        private WarmupFaults faults = WarmupFaults.NONE;
        private boolean rootsWarm;
        private boolean trained;
        private boolean told;

        private Builder(String name, Workload workload) {
            this.name = requireNonNull(name, "name");
            this.workload = requireNonNull(workload, "workload");
        }

        /** Another name. */
        public Builder name(String other) {
            this.name = other;
            return this;
        }

        /** One line for people. */
        public Builder description(String line) {
            this.description = line;
            return this;
        }

        /** What runs. */
        public Builder workload(Workload other) {
            this.workload = other;
            return this;
        }

        /** How many runs are measured, 1 to {@link #MOST_RUNS}. */
        public Builder runs(int count) {
            checkArgument(count >= 1 && count <= MOST_RUNS, "runs: %s, but 1 to %s is allowed", count, MOST_RUNS);
            this.runs = count;
            return this;
        }

        /** When runs start. */
        public Builder arrivals(Arrivals when) {
            this.arrivals = when;
            return this;
        }

        /** How long before its start each run is announced, up to a day. */
        public Builder announce(Duration lead) {
            checkArgument(
                    !lead.isNegative() && lead.compareTo(Duration.ofDays(1)) <= 0,
                    "announced %s ahead, but 0 to a day is allowed",
                    lead);
            this.announce = lead;
            return this;
        }

        /** The platform; where its window is another one than before, services are retained accordingly, see {@link #window}. */
        public Builder platform(PlatformSettings settings) {
            boolean otherWindow = !settings.window().equals(platform.window());
            this.platform = settings;
            return otherWindow ? window(settings.window()) : this;
        }

        /** The platform's stable window, 6 s to 1 h; each service is retained accordingly, whatever was declared of it. */
        public Builder window(Duration window) {
            PlatformSettings settings = platform.withWindow(window);
            this.platform = settings;
            this.workload = workload.withServices(service -> service.withRetention(settings.retention()));
            return this;
        }

        /** What decides on the number of instances; for what else is set of the platform see {@link #platform}. */
        public Builder autoscaler(AutoscalerModel model) {
            this.platform = platform.withAutoscaler(model);
            return this;
        }

        /** A change in the middle. */
        public Builder drift(Drift change) {
            this.drift = change;
            return this;
        }

        /** What becomes of warm-ups. */
        public Builder faults(WarmupFaults what) {
            this.faults = what;
            return this;
        }

        /** Whether each run finds instances for its root tasks ready. */
        public Builder rootsWarm(boolean warm) {
            this.rootsWarm = warm;
            return this;
        }

        /** Whether strategies have learned before. */
        public Builder trained(boolean learned) {
            this.trained = learned;
            return this;
        }

        /** Whether the orchestrator tells how calls have found their targets. */
        public Builder told(boolean tells) {
            this.told = tells;
            return this;
        }

        public Scenario build() {
            return new Scenario(this);
        }
    }
}

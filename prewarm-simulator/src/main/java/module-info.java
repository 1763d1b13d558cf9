/** Workloads on a simulated Knative, published baselines, and the comparison of strategies. */
module dev.prewarm.simulator {
    requires transitive dev.prewarm.core;
    requires transitive dev.prewarm.testing;
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.core;
    requires info.picocli;

    exports dev.prewarm.simulator;

    opens dev.prewarm.simulator to
            info.picocli;
}

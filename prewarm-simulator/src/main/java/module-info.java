/** Workloads on a simulated Knative, published baselines, and the comparison of strategies. */
module dev.prewarm.simulator {
    requires transitive dev.prewarm.core;
    requires transitive dev.prewarm.testing;
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.core;
    requires dev.prewarm.server;
    requires com.google.common;
    requires info.picocli;

    exports dev.prewarm.simulator.workload;
    exports dev.prewarm.simulator.contestant;
    exports dev.prewarm.simulator.comparison;
    exports dev.prewarm.simulator.report;

    opens dev.prewarm.simulator.command to
            info.picocli;
}

/** Knative in virtual time, workloads, published baselines, the comparison of strategies, and a mock behind HTTP. */
module dev.prewarm.simulator {
    requires transitive dev.prewarm.core;
    requires transitive dev.prewarm.testing;
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.core;
    requires info.picocli;
    requires mockwebserver3;
    requires okhttp3;

    exports dev.prewarm.simulator;

    opens dev.prewarm.simulator to
            info.picocli;
}

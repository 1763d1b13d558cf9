/** Workflows, strategies and the engine that warms services before their tasks come. */
@SuppressWarnings("module") // of those below that are not there when this one is compiled
module dev.prewarm.core {
    requires transitive org.jgrapht.core;
    requires com.google.common;
    requires static transitive org.jspecify;
    requires static micrometer.core;

    exports dev.prewarm;
    exports dev.prewarm.micrometer;
    exports dev.prewarm.shape;
    exports dev.prewarm.text to
            dev.prewarm.knative,
            dev.prewarm.testing,
            dev.prewarm.simulator;
}

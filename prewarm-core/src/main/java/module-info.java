/** Workflows, strategies and the engine that warms services before their tasks come. */
// The modules for which some of what is hidden is exported are built later.
@SuppressWarnings("module")
module dev.prewarm.core {
    requires transitive org.jgrapht.core;
    requires com.google.common;
    requires static transitive org.jspecify;
    requires static micrometer.core;

    exports dev.prewarm;
    exports dev.prewarm.micrometer;
    exports dev.prewarm.shape;
    exports dev.prewarm.forecast to
            dev.prewarm.simulator;
    exports dev.prewarm.instances to
            dev.prewarm.simulator;
    exports dev.prewarm.observe to
            dev.prewarm.server,
            dev.prewarm.spring;
    exports dev.prewarm.text to
            dev.prewarm.knative,
            dev.prewarm.simulator,
            dev.prewarm.testing;
}

/** Workflows, strategies and the engine that warms services before their tasks come. */
@SuppressWarnings("module") // of the one that measures what is not offered yet
module dev.prewarm.core {
    requires transitive org.jgrapht.core;
    requires com.google.common;
    requires static transitive org.jspecify;
    requires static micrometer.core;

    exports dev.prewarm;
    exports dev.prewarm.micrometer;
    exports dev.prewarm.shape;
    exports dev.prewarm.strategy to
            dev.prewarm.simulator;
}

/** Workflows, strategies and the engine that warms services before their tasks come. */
module dev.prewarm.core {
    requires transitive org.jgrapht.core;
    requires com.google.common;
    requires static transitive org.jspecify;
    requires static micrometer.core;

    exports dev.prewarm;
    exports dev.prewarm.micrometer;
}

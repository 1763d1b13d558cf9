/** What tests of orchestrators and strategies need. */
module dev.prewarm.testing {
    requires transitive dev.prewarm.core;
    requires static transitive org.jspecify;
    requires com.google.common;

    exports dev.prewarm.testing;
}

/** What tests of orchestrators and strategies need: virtual time, and Knative in it and behind HTTP. */
module dev.prewarm.testing {
    requires transitive dev.prewarm.core;
    requires static transitive org.jspecify;
    // Not transitive: who depends on this module and writes no tests with JUnit needs none.
    requires static org.junit.jupiter.api;
    requires com.google.common;
    requires mockwebserver3;
    requires okhttp3;

    exports dev.prewarm.testing;
    exports dev.prewarm.testing.knative;
}

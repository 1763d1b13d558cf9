/** What tests of orchestrators and strategies need: virtual time, and Knative in it and behind HTTP. */
module dev.prewarm.testing {
    requires transitive dev.prewarm.core;
    requires static transitive org.jspecify;
    requires com.google.common;
    requires mockwebserver3;
    requires okhttp3;

    exports dev.prewarm.testing;
    exports dev.prewarm.testing.knative;
}

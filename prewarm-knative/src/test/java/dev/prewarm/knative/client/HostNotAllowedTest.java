package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** Runs in a JVM of its own, which is started as JVMs are by default. */
@DisabledIfSystemProperty(named = "jdk.httpclient.allowRestrictedHeaders", matches = ".*")
final class HostNotAllowedTest {
    @Test
    void theErrorNamesTheOptionThatIsMissing() {
        assertThatThrownBy(() -> Addressing.ingress(URI.create("http://192.0.2.7:31080")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("-Djdk.httpclient.allowRestrictedHeaders=host");
    }
}

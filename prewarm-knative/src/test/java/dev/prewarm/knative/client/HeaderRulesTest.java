package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HeaderRulesTest {
    @ParameterizedTest
    @CsvSource({
        "Authorization, Bearer a.b-c",
        "traceparent, 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "User-Agent, my-orchestrator/1.0",
        "Cookie, a=b"
    })
    void ordinaryHeadersMayBeSet(String name, String value) {
        assertThatCode(() -> HeaderRules.checkCallers(name, value)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "K-Network-Probe, probe",
        "k-network-probe, queue",
        "K-Kubelet-Probe, x",
        "K-Network-Hash, x",
        "K-Proxy-Request, activator",
        "User-Agent, kube-probe/1.30",
        "user-agent, ' KUBE-PROBE/1'",
        "User-Agent, Knative-Activator-Probe",
        "User-Agent, Knative-Autoscaling-Probe"
    })
    void whatLooksLikeAProbeIsRefused(String name, String value) {
        assertThatThrownBy(() -> HeaderRules.checkCallers(name, value)).hasMessageContaining("wakes nothing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "content-length",
                "Connection",
                "Upgrade",
                "Expect",
                "Transfer-Encoding",
                "Prewarm-Warmup",
                "prewarm-hint",
                "Knative-Serving-Revision"
            })
    void whatBelongsToTheClientIsRefused(String name) {
        assertThatThrownBy(() -> HeaderRules.checkCallers(name, "1")).hasMessageContaining(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-Evil: hunter2", "a\nhunter2", "\u0000hunter2", "hünter2", "\u007fhunter2"})
    void aValueThatWouldInjectIsRefusedAndNotQuoted(String value) {
        assertThatThrownBy(() -> HeaderRules.checkCallers("X-Token", value))
                .hasMessageContaining("X-Token")
                .hasMessageNotContaining("unter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X Token hunter2", "X:hunter2", "X\r\nhunter2", "Bearer hünter2"})
    void aNameThatIsNoneIsRefusedAndNotQuoted(String name) {
        assertThatThrownBy(() -> HeaderRules.checkCallers(name, "1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("unter2");
    }

    @Test
    void aValueBeyondEightKilobytesIsRefused() {
        assertThatThrownBy(() -> HeaderRules.checkCallers("X-Token", "x".repeat(8_193)))
                .hasMessageContaining("8192");
    }
}

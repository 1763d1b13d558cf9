package dev.prewarm.knative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What services and revisions are called. */
final class NamesTest {
    /** The example of the package's documentation. */
    @Test
    void theTextOfANameIsReadAsThatName() {
        ServiceName resize = ServiceName.parse("shop/resize");
        Map<ServiceName, RevisionName> serving = Map.of(resize, new RevisionName("shop", "resize-00002"));

        assertThat(ServiceName.parse(resize.toString())).isEqualTo(resize);
        assertThat(serving.get(new ServiceName("shop", "resize"))).hasToString("shop/resize-00002");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "resize", "/resize", "shop/", "shop/a/b", "shop/Resize"})
    void whatNamesNoServiceIsRefused(String text) {
        assertThatThrownBy(() -> ServiceName.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}

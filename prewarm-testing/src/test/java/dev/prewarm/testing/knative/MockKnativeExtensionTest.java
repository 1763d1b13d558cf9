package dev.prewarm.testing.knative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.prewarm.testing.TestRun;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class MockKnativeExtensionTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static MockKnative.Builder fetch() {
        return MockKnative.builder().service("fetch", SECOND, SECOND).speed(100);
    }

    private static void call(URI uri) throws Exception {
        OkHttpClient client = new OkHttpClient();
        try (Response response =
                client.newCall(new Request.Builder().url(uri.toURL()).build()).execute()) {
            assertThat(response.code()).isEqualTo(200);
        } finally {
            client.connectionPool().evictAll();
            client.dispatcher().executorService().shutdown();
        }
    }

    static final class PerTest {
        private static final Set<MockKnative> MOCKS = new LinkedHashSet<>();

        @RegisterExtension
        final MockKnativeExtension knative = MockKnativeExtension.of(fetch());

        @RepeatedTest(2)
        void meetsAColdStart() throws Exception {
            call(knative.uri("fetch"));
            assertThat(knative.stats("fetch").coldStartsMet()).isEqualTo(1);
            assertThat(knative.target("fetch")).isEqualTo(knative.mock().target("fetch"));
            MOCKS.add(knative.mock());
        }
    }

    @Test
    void anInstanceFieldIsAMockForEachTest() {
        assertThat(TestRun.of(PerTest.class)).isEqualTo(new TestRun(2, List.of()));
        assertThat(PerTest.MOCKS).hasSize(2);
    }

    static final class PerClass {
        private static final Set<MockKnative> MOCKS = new LinkedHashSet<>();

        @RegisterExtension
        static final MockKnativeExtension KNATIVE = MockKnativeExtension.of(fetch());

        @RepeatedTest(2)
        void sharesTheMock() {
            MOCKS.add(KNATIVE.mock());
        }

        @Nested
        final class Within {
            @Test
            void sharesTheMockToo() {
                MOCKS.add(KNATIVE.mock());
            }
        }
    }

    @Test
    void aStaticFieldIsOneMockForTheClass() {
        assertThat(TestRun.of(PerClass.class)).isEqualTo(new TestRun(3, List.of()));
        assertThat(PerClass.MOCKS).hasSize(1);
        assertThatIllegalStateException()
                .isThrownBy(PerClass.KNATIVE::mock)
                .withMessageContaining("no mock is running");
    }

    @Test
    void whatIsNotRegisteredHasNoMock() {
        assertThatIllegalStateException()
                .isThrownBy(() -> MockKnativeExtension.of(fetch()).uri("fetch"))
                .withMessageContaining("@RegisterExtension");
    }
}

package dev.prewarm.testing.knative;

import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import dev.prewarm.Target;
import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A {@link MockKnative} that JUnit starts and closes: for each test if the field is an instance's, for all tests of the
 * class together if it is static.
 *
 * <pre>{@code
 * @RegisterExtension
 * final MockKnativeExtension knative = MockKnativeExtension.of(MockKnative.builder()
 *         .service("fetch", Duration.ofSeconds(1), Duration.ofSeconds(2))
 *         .speed(20));
 *
 * @Test
 * void callsTheService() {
 *     orchestrator.call(knative.uri("fetch"));
 *     assertEquals(1, knative.stats("fetch").workServed());
 * }
 * }</pre>
 *
 * <p>Needs {@code org.junit.jupiter:junit-jupiter-api}, which this module does not bring.
 */
@SuppressWarnings("exports") // of JUnit, which is there for who uses this
public final class MockKnativeExtension
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
    private final MockKnative.Builder builder;
    private @Nullable MockKnative mock;
    /** How many classes that share the mock are being run: the one with the static field, and nested ones; 0 if none. */
    private int classes;

    private MockKnativeExtension(MockKnative.Builder builder) {
        this.builder = requireNonNull(builder, "builder");
    }

    /** An extension that starts what the builder says. */
    public static MockKnativeExtension of(MockKnative.Builder builder) {
        return new MockKnativeExtension(builder);
    }

    /**
     * The mock that is running.
     *
     * @throws IllegalStateException outside of tests
     */
    public MockKnative mock() {
        checkState(mock != null, "no mock is running: is the extension's field annotated with @RegisterExtension?");
        return requireNonNull(mock);
    }

    /** As {@link MockKnative#uri}. */
    public URI uri(String service) {
        return mock().uri(service);
    }

    /** As {@link MockKnative#target}. */
    public Target target(String service) {
        return mock().target(service);
    }

    /** As {@link MockKnative#stats}. */
    public ServiceStats stats(String service) {
        return mock().stats(service);
    }

    /** Starts a mock for the class; called by JUnit. */
    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        if (classes++ == 0) {
            mock = builder.start();
        }
    }

    /** Starts a mock for the test, unless there is one for the class; called by JUnit. */
    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        if (classes == 0) {
            mock = builder.start();
        }
    }

    /** Closes the test's mock; called by JUnit. */
    @Override
    public void afterEach(ExtensionContext context) {
        if (classes == 0) {
            close();
        }
    }

    /** Closes the class's mock; called by JUnit. */
    @Override
    public void afterAll(ExtensionContext context) {
        if (--classes == 0) {
            close();
        }
    }

    private void close() {
        MockKnative running = mock;
        mock = null;
        if (running != null) {
            running.close();
        }
    }
}

package dev.prewarm.simulator.command;

import static java.util.Objects.requireNonNull;

import dev.prewarm.simulator.workload.Distribution;
import dev.prewarm.simulator.workload.Draws;
import dev.prewarm.simulator.workload.Draws.Purpose;
import dev.prewarm.simulator.workload.DurationText;
import dev.prewarm.simulator.workload.InvalidInputException;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.Seconds;
import dev.prewarm.simulator.workload.Service;
import dev.prewarm.simulator.workload.Step;
import dev.prewarm.simulator.workload.Workload;
import dev.prewarm.testing.knative.MockKnative;
import dev.prewarm.testing.knative.ServiceSettings;
import dev.prewarm.testing.knative.ServiceStats;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves a workflow's services on localhost. */
@Command(
        name = "mock",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Serves the services of a workflow over HTTP on localhost, scaled to zero, until it is ended"
                + " (Ctrl-C); then prints what they cost.")
final class MockCommand implements Runnable {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    WorkflowOptions options = new WorkflowOptions();

    @Option(
            names = "--speed",
            paramLabel = "N",
            defaultValue = "1",
            description = "how much faster time passes; default: 1")
    double speed;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "of the first service, the others following; default: any that are free")
    int port;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "of durations and cold starts; default: 1")
    long seed;

    @Override
    public void run() {
        PrintWriter out = requireNonNull(spec).commandLine().getOut();
        Scenario scenario = options.toScenario();
        CountDownLatch ended = new CountDownLatch(1);
        CountDownLatch settled = new CountDownLatch(1);
        Thread atExit = new Thread(() -> endAndAwait(ended, settled), "prewarm-mock-exit");
        try (MockKnative knative = start(scenario)) {
            for (Service service : scenario.workload().services()) {
                out.printf("%-24s %s%n", service.name(), knative.uri(service.name()));
            }
            out.println("A request works; one to /warmup only warms. Ctrl-C ends.");
            out.flush();
            Runtime.getRuntime().addShutdownHook(atExit);
            ended.await();
            books(scenario, knative, out);
        } catch (IOException e) {
            throw new InvalidInputException("the services cannot be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            settled.countDown();
        }
    }

    /** The process must not end before the books are printed. */
    private static void endAndAwait(CountDownLatch ended, CountDownLatch settled) {
        ended.countDown();
        try {
            if (!settled.await(5, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the books could not be printed within 5 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private MockKnative start(Scenario scenario) throws IOException {
        if (scenario.workload().services().isEmpty()) {
            throw new InvalidInputException(
                    "the workflow " + scenario.workload().name() + " has no service, so there is nothing to serve");
        }
        int last = port + scenario.workload().services().size() - 1;
        if (port > 0 && last > 65_535) {
            throw new InvalidInputException("port: " + port + ", but the last of "
                    + scenario.workload().services().size() + " services would have " + last);
        }
        MockKnative.Builder builder = MockKnative.builder()
                .speed(speed)
                .firstPort(port)
                .startSlowdown(scenario.platform().contention());
        double creations = scenario.platform().creationsPerSecond();
        if (creations > 0) {
            builder.podsPerSecond(creations);
        }
        for (Service service : scenario.workload().services()) {
            builder.service(settings(scenario, service), workTime(scenario.workload(), service));
        }
        return builder.start();
    }

    private ServiceSettings settings(Scenario scenario, Service service) {
        int ordinal = scenario.workload().ordinal(service.name());
        return service.settings(scenario.platform().autoscaler(), seed)
                .podStart(drawn(service.coldStart(), Purpose.COLD_START, ordinal))
                .build();
    }

    /** A service does not know which task calls it: it takes the time of its first one. */
    private Supplier<Duration> workTime(Workload workload, Service service) {
        Distribution duration = workload.steps().stream()
                .filter(step -> service.name().equals(step.service()))
                .findFirst()
                .map(Step::duration)
                .orElse(Distribution.constant(0));
        return drawn(duration, Purpose.DURATION, workload.ordinal(service.name()));
    }

    private Supplier<Duration> drawn(Distribution distribution, Purpose purpose, int item) {
        Draws draws = new Draws(seed);
        AtomicLong ordinal = new AtomicLong();
        return () -> Seconds.duration(distribution.draw(draws.uniform(purpose, ordinal.getAndIncrement(), item)));
    }

    private static void books(Scenario scenario, MockKnative knative, PrintWriter out) {
        for (Service service : scenario.workload().services()) {
            ServiceStats stats = knative.settledStats(service.name());
            out.printf(
                    "%-24s %s calls, %s warm-ups, %s cold starts met, idle %s, wasted %s%n",
                    service.name(),
                    stats.workServed(),
                    stats.warmUpsServed(),
                    stats.coldStartsMet(),
                    DurationText.of(stats.idle()),
                    DurationText.of(stats.wasted()));
        }
        out.flush();
    }
}

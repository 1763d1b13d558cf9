package dev.prewarm.server.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.prewarm.server.Eventually;
import dev.prewarm.server.event.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is received, whatever it is, is read, or counted, and does not end the thread that reads. */
final class IntakeTest {
    private static final int LARGEST = 8 << 20;
    private static final String GOOD =
            "{\"specversion\":\"1.0\",\"type\":\"dev.prewarm.run.started.v1\",\"source\":\"s\",\"id\":\"1\","
                    + "\"time\":\"2026-01-01T00:00:00Z\",\"data\":{\"workflow\":\"w\",\"run\":\"r\"}}";

    private final ReceiveCounts counts = new ReceiveCounts();
    private final List<Event> events = Collections.synchronizedList(new ArrayList<>());

    private static Received received(byte[] body) {
        return new Received(Dialect.CLOUD_EVENTS, Map.of(), body);
    }

    /** A million numbers and more. */
    private static String large() {
        return "[" + "0,".repeat(1_000_000) + "0]";
    }

    private Intake intake(Consumer<Event> consumer) {
        return intake(new Inbox(10, LARGEST), consumer);
    }

    private Intake intake(Inbox inbox, Consumer<Event> consumer) {
        return new Intake(inbox, LARGEST, consumer, counts);
    }

    @Test
    void anEventThatIsTooLargeCostsNoOtherOfItsBody() {
        String body = "[" + GOOD + ",{\"a\":{\"b\":" + large() + "}}," + GOOD + "]";
        intake(events::add).read(received(body.getBytes(UTF_8)));
        assertThat(events).hasSize(2);
        assertThat(counts.invalid.sum()).isEqualTo(1);
    }

    @Test
    void aSingleEventThatIsTooLargeIsRefusedInAnyMode() {
        Intake intake = intake(events::add);
        intake.read(received(("{\"a\":" + large() + "}").getBytes(UTF_8)));
        Map<String, String> binary = Map.of(
                "ce-specversion", "1.0",
                "ce-type", "dev.prewarm.run.started.v1",
                "ce-source", "s",
                "ce-id", "1",
                "ce-time", "2026-01-01T00:00:00Z",
                "content-type", "application/json");
        String data = "{\"workflow\":\"w\",\"run\":\"r\",\"more\":" + large() + "}";
        intake.read(new Received(Dialect.CLOUD_EVENTS, binary, data.getBytes(UTF_8)));
        assertThat(events).isEmpty();
        assertThat(counts.invalid.sum()).isEqualTo(2);
    }

    @Test
    void whatComesBeforeTheEndOfAnArrayThatIsCutOffIsTaken() {
        intake(events::add).read(received(("[" + GOOD + "," + GOOD.substring(20)).getBytes(UTF_8)));
        assertThat(events).hasSize(1);
        assertThat(counts.invalid.sum()).isEqualTo(1);
    }

    @Test
    void afterAThousandThatAreNoEventsTheRestOfABodyIsLeftOut() {
        String invalid = "{},".repeat(999);
        intake(events::add).read(received(("[" + invalid + GOOD + "]").getBytes(UTF_8)));
        assertThat(events).hasSize(1);
        intake(events::add).read(received(("[" + invalid + "{}," + GOOD + "]").getBytes(UTF_8)));
        assertThat(events).hasSize(1);
        assertThat(counts.invalid.sum()).isEqualTo(999 + 1_000 + 1);
    }

    @Test
    void whatIsWrittenAfterASingleEventRefusesIt() {
        intake(events::add).read(received((GOOD + GOOD).getBytes(UTF_8)));
        assertThat(events).isEmpty();
        assertThat(counts.invalid.sum()).isEqualTo(1);
    }

    @Test
    void anErrorOfTheVirtualMachineDoesNotEndIt() {
        Inbox inbox = new Inbox(10, LARGEST);
        try (Intake intake = new Intake(
                inbox,
                LARGEST,
                event -> {
                    events.add(event);
                    if (events.size() == 1) {
                        throw new OutOfMemoryError("of a test");
                    }
                },
                counts)) {
            assertThat(intake.isAlive()).isFalse();
            intake.start();
            inbox.offer(received(GOOD.getBytes(UTF_8)));
            inbox.offer(received(GOOD.getBytes(UTF_8)));
            Eventually.holds("the second one is handled", () -> events.size() == 2);
            assertThat(intake.isAlive()).isTrue();
            assertThat(counts.failed.sum()).isEqualTo(1);
        }
    }

    /** The first event is being handled until another one is kept. */
    @Test
    void whatThereIsNoTimeForIsKeptUnhandled() {
        Inbox inbox = new Inbox(10, LARGEST);
        CountDownLatch handled = new CountDownLatch(1);
        List<Event> kept = Collections.synchronizedList(new ArrayList<>());
        Intake intake = new Intake(
                inbox,
                LARGEST,
                event -> {
                    events.add(event);
                    Uninterruptibles.awaitUninterruptibly(handled);
                },
                event -> {
                    kept.add(event);
                    handled.countDown();
                },
                counts);
        intake.start();
        inbox.offer(received(("[" + GOOD + "," + GOOD + "]").getBytes(UTF_8)));
        Eventually.holds("the first one is being handled", () -> events.size() == 1);
        for (int i = 0; i < 3; i++) {
            inbox.offer(received(GOOD.getBytes(UTF_8)));
        }
        intake.close(Duration.ofMillis(1));
        assertThat(intake.isAlive()).isFalse();
        assertThat(events).hasSize(1);
        assertThat(kept).hasSize(4);
        assertThat(intake.unhandled()).isEqualTo(4);
        assertThat(inbox.size()).isZero();
    }

    @Test
    void whatWasReceivedBeforeTheEndIsHandled() {
        Inbox inbox = new Inbox(10, LARGEST);
        Intake intake = intake(inbox, events::add);
        for (int i = 0; i < 3; i++) {
            inbox.offer(received(GOOD.getBytes(UTF_8)));
        }
        intake.start();
        intake.close(Duration.ofMinutes(1));
        assertThat(intake.isAlive()).isFalse();
        assertThat(events).hasSize(3);
        assertThat(intake.unhandled()).isZero();
    }

    /** Bodies whose trees are many times as large as they are. */
    enum Bomb {
        DEEP("{\"\":".repeat(60) + "0" + "}".repeat(60), "[", "]"),
        EMPTY("{}", "[", "]"),
        NESTED("{}", "[[", "]]"),
        ONE("{\"\":0}", "{\"a\":[", "]}");

        private final String element;
        private final String begin;
        private final String end;

        Bomb(String element, String begin, String end) {
            this.element = element;
            this.begin = begin;
            this.end = end;
        }

        byte[] body() {
            int count = (LARGEST - 10) / (element.length() + 1);
            return (begin + (element + ",").repeat(count - 1) + element + end).getBytes(UTF_8);
        }
    }

    /** The heap is that of docs/server.yaml, less what a server keeps in it. */
    @ParameterizedTest
    @EnumSource
    @Tag("once")
    void aBodyOfAnyShapeFitsIntoTheHeapOfTheDocumentedDeployment(Bomb bomb) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx230m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        IntakeTest.class.getName(),
                        bomb.name())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Reads a bomb, and a good event after it: with a memory of its own. */
    public static void main(String[] args) {
        IntakeTest test = new IntakeTest();
        Intake intake = test.intake(test.events::add);
        intake.read(received(Bomb.valueOf(args[0]).body()));
        intake.read(received(GOOD.getBytes(UTF_8)));
        System.exit((test.events.size() == 1 && test.counts.failed.sum() == 0) ? 0 : 1);
    }
}

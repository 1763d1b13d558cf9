package dev.prewarm.server.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EventRoundTripTest {
    private static final Instant AT = Instant.parse("2026-11-28T18:00:00.123456Z");
    private static final RunId RUN = new RunId("airflow", "thumb \"nails\"", "manual__2026-11-28T18:00:00+00:00");
    private static final TaskId TASK = new TaskId(RUN, "resize\n", 2, 7);

    private final EventWriter writer = new EventWriter("test");
    private final CloudEventReader reader = new CloudEventReader();

    static Stream<Event> events() {
        Map<String, Step> steps = new LinkedHashMap<>();
        steps.put("z", Step.of(List.of(), null));
        steps.put(
                "a",
                new Step(
                        List.of("z"),
                        List.of("shop/resize"),
                        TriggerRule.ONE_DONE,
                        true,
                        3,
                        2,
                        true,
                        true,
                        List.of("other"),
                        "EmptyOperator"));
        Shape shape = new Shape(steps);
        return Stream.of(
                new Event.RunExpected("airflow", "w", AT, AT.plusSeconds(60), Duration.ofMillis(2500), "key", shape),
                new Event.RunExpected("airflow", "w", AT, null, Duration.ZERO, "", null),
                new Event.RunStarted(RUN, AT, shape, AT.plusSeconds(5)),
                new Event.RunStarted(RUN, AT, null, null),
                new Event.RunFinished(RUN, AT, true),
                new Event.RunFinished(RUN, AT, false),
                new Event.TaskStarted(TASK, AT, List.of("http://x"), TriggerRule.ALL_DONE),
                new Event.TaskStarted(TaskId.of(RUN, "t"), AT, null, null),
                new Event.TaskFinished(TASK, AT, List.of(), Map.of("work", 0, "more", 12)),
                new Event.TaskFinished(TASK, AT, null, Map.of()),
                new Event.TaskFailed(TASK, AT, Duration.ofSeconds(300)),
                new Event.TaskFailed(TASK, AT, null),
                new Event.TaskSkipped(TASK, AT));
    }

    @ParameterizedTest
    @MethodSource("events")
    void whatIsReadOfALineEqualsWhatWasWritten(Event event) throws Exception {
        byte[] line = writer.write(event);
        assertThat(line).doesNotContain((byte) '\n');
        assertThat(reader.read(new ObjectMapper().readTree(line))).contains(event);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "default",
                "food_delivery:prod",
                "team a",
                "prod|eu",
                "",
                "http://airflow.example:8080/a?b#c",
                "50%",
                "a%20b",
                "a+b c",
                "Zürich 1",
                "//",
                ":",
                "\uD83D\uDE80 ship"
            })
    void lineageIsReadBackFromTheJournal(String namespace) throws Exception {
        List<Event> events = new LineageReader().read(lineage(namespace, "{}"));
        assertThat(events).hasSize(1);
        assertThat(events.get(0).source()).isEqualTo(namespace);
        byte[] line = writer.write(events.get(0));
        assertThat(reader.read(new ObjectMapper().readTree(line))).contains(events.get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "http://airflow.example:8080/a?b#c", "/airflow/one"})
    void aSourceThatIsAUriIsWrittenAsItIs(String source) throws Exception {
        byte[] line = writer.write(new Event.RunFinished(new RunId(source, "w", "r"), AT, false));
        assertThat(new ObjectMapper().readTree(line).get("source").asText()).isEqualTo(source);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{' ': {}}", "{'a': {'operator': 'LONG'}}", "{'LONG': {}}", "{'a': {'operator': '\\ud800'}}"})
    void whatCouldNotBeReadBackIsRefusedInEitherDialect(String tasks) {
        String json = tasks.replace("LONG", "x".repeat(501)).replace('\'', '"');
        assertThatThrownBy(() -> new LineageReader().read(lineage("default", json)))
                .isInstanceOf(InvalidEventException.class);
        assertThatThrownBy(() -> reader.read(new ObjectMapper()
                        .readTree("{\"specversion\":\"1.0\",\"type\":\"dev.prewarm.run.started.v1\",\"source\":\"s\","
                                + "\"id\":\"1\",\"time\":\"2026-01-01T00:00:00Z\","
                                + "\"data\":{\"workflow\":\"w\",\"run\":\"r\",\"tasks\":" + json + "}}")))
                .isInstanceOf(InvalidEventException.class);
    }

    private static JsonNode lineage(String namespace, String tasks) throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode event = mapper.createObjectNode().put("eventType", "START").put("eventTime", "2026-11-28T18:00:00Z");
        ObjectNode job = event.putObject("job").put("namespace", namespace).put("name", "w");
        job.putObject("facets").putObject("airflow").set("tasks", mapper.readTree(tasks));
        ObjectNode run =
                event.putObject("run").put("runId", "x").putObject("facets").putObject("airflowDagRun");
        run.putObject("dag").put("dag_id", "w");
        run.putObject("dagRun").put("run_id", "r");
        return event;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'workflow': 7, 'run': 'r'}                              | data.workflow is 7, but a text is needed",
                "{'run': 'r'}                                             | data.workflow is absent, but a name is needed",
                "{'workflow': 'w', 'run': ' '}                            | a name is needed",
                "{'workflow': 'w', 'run': 'r', 'next': 'tomorrow'}        | an instant with an offset is needed",
                "{'workflow': 'w', 'run': 'r', 'tasks': []}               | data.tasks is an ARRAY, but an object is needed",
                "{'workflow': 'w', 'run': 'r', 'tasks': {'a': {'limit': 0}}} | a whole number from 1",
                "{'workflow': 'w', 'run': 'r', 'tasks': {'a': {'after': 'b'}}} | an array is needed",
            })
    void whatIsWrongIsSaid(String data, String message) {
        assertThatThrownBy(() -> reader.read(new ObjectMapper()
                        .readTree(("{'specversion':'1.0','type':'dev.prewarm.run.started.v1',"
                                        + "'source':'s','id':'1','time':'2026-01-01T00:00:00Z','data':" + data + "}")
                                .replace('\'', '"'))))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z"})
    void theFirstAndTheLastInstantAreRead(String time) throws Exception {
        assertThat(reader.read(started(time, time)))
                .contains(
                        new Event.RunStarted(new RunId("s", "w", "r"), Instant.parse(time), null, Instant.parse(time)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+300000000-01-01T00:00:00Z",
                "+10000-01-01T00:00:00Z",
                "9999-12-31T23:30:00-01:00",
                "1969-12-31T23:59:59Z",
                "0001-01-01T00:00:00Z",
                "-300000000-01-01T00:00:00Z"
            })
    void timesThatCannotBeAreRefused(String time) {
        String possible = "2026-01-01T00:00:00Z";
        assertThatThrownBy(() -> reader.read(started(time, possible)))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining("an instant from 1970 to 9999");
        assertThatThrownBy(() -> reader.read(started(possible, time)))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining("data.next is ")
                .hasMessageContaining("an instant from 1970 to 9999");
        assertThatThrownBy(() -> new LineageReader()
                        .read(new ObjectMapper()
                                .createObjectNode()
                                .put("eventType", "START")
                                .put("eventTime", time)))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining("event.eventTime is ");
    }

    private static JsonNode started(String time, String next) throws Exception {
        return new ObjectMapper()
                .readTree(("{'specversion':'1.0','type':'dev.prewarm.run.started.v1','source':'s','id':'1','time':'%s',"
                                + "'data':{'workflow':'w','run':'r','next':'%s'}}")
                        .formatted(time, next)
                        .replace('\'', '"'));
    }

    @Test
    void typesAndFieldsThatAreNotKnownAreLeftOut() throws Exception {
        String event =
                "{\"specversion\":\"1.0\",\"type\":\"%s\",\"source\":\"s\",\"id\":\"1\",\"time\":\"2026-01-01T00:00:00Z\","
                        + "\"data\":{\"workflow\":\"w\",\"run\":\"r\",\"new\":{\"a\":1}}}";
        assertThat(reader.read(new ObjectMapper().readTree(event.formatted("dev.prewarm.run.paused.v1"))))
                .isEmpty();
        assertThat(reader.read(new ObjectMapper().readTree(event.formatted("com.example.other"))))
                .isEmpty();
        assertThat(reader.read(new ObjectMapper().readTree(event.formatted("dev.prewarm.run.started.v1"))))
                .isPresent();
    }

    @Test
    void cronExpressionsFireInTheirZone() {
        CronTimes times = new CronTimes();
        Instant at = Instant.parse("2026-11-25T09:48:06Z");
        assertThat(times.next("*/2 * * * *", "UTC", at)).contains(Instant.parse("2026-11-25T09:50:00Z"));
        assertThat(times.next("0 6 * * *", "America/New_York", at)).contains(Instant.parse("2026-11-25T11:00:00Z"));
        assertThat(times.next("@daily", "UTC", at)).contains(Instant.parse("2026-11-26T00:00:00Z"));
        assertThat(times.next("0 0 * * 7", "UTC", at)).contains(Instant.parse("2026-11-29T00:00:00Z"));
        assertThat(times.next("now and then", "UTC", at)).isEmpty();
        assertThat(times.next("0 0 * * *", "Nowhere", at)).isEmpty();
    }
}

package dev.prewarm.server.observe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prewarm.server.event.RunId;
import dev.prewarm.server.journal.JournalReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SavingsTest {
    private final Savings savings = new Savings();
    private int count;

    @TempDir
    Path directory;

    private void add(boolean heldOut, double... seconds) {
        for (double each : seconds) {
            savings.add(measure(heldOut, each));
        }
    }

    private RunMeasure measure(boolean heldOut, double seconds) {
        RunId run = new RunId("airflow", "thumbnails", "manual " + count++);
        return new RunMeasure(run, Instant.EPOCH, heldOut, seconds, seconds - 1, heldOut ? 0 : 2, heldOut ? 3 : 1, 2);
    }

    @Test
    void theDifferenceHasWelchsInterval() {
        add(true, 20, 22, 24);
        add(false, 17, 18, 19, 20);
        Savings.OfWorkflow of = savings.workflows().get(0);
        // means 22 and 18.5, variances 4 and 5/3: 4/3 + 5/12 = 1.75; 3.0625 / (0.8889 + 0.0579) = 3.235 degrees; t =
        // 3.05
        assertThat(of.seconds().mean()).isEqualTo(3.5);
        assertThat(of.seconds().margin()).isEqualTo(3.05 * Math.sqrt(1.75), within(0.05));
        assertThat(of.idleSeconds()).isEqualTo(2);
        assertThat(of.heldOutColdStarts()).isEqualTo(3);
        assertThat(of.warmedColdStarts()).isEqualTo(1);
    }

    @Test
    void oneRunOfAnArmGivesADifferenceWithoutAnInterval() {
        add(true, 20);
        add(false, 17, 18);
        assertThat(savings.workflows().get(0).seconds().mean()).isEqualTo(2.5);
        assertThat(savings.workflows().get(0).seconds().margin()).isNaN();
    }

    @Test
    void withoutRunsThatWereLeftColdThereIsNoDifference() {
        add(false, 17, 18);
        assertThat(savings.workflows().get(0).seconds()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"1, 12.706", "2, 4.303", "3, 3.182", "5, 2.571", "10, 2.228", "30, 2.042", "1000, 1.962"})
    void studentsQuantilesAreThoseOfTheTables(double freedom, double quantile) {
        assertThat(Sample.studentQuantile(freedom)).isEqualTo(quantile, within(0.02));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"airflow", "team a", "prod|eu", "", "http://airflow.example/a?b", "50%", "a%20b", "Zürich 1"})
    void whatIsWrittenToTheJournalIsReadBack(String source) throws IOException {
        RunId run = new RunId(source, "thumbnails \"small\"", "manual 1");
        RunMeasure measure = new RunMeasure(run, Instant.EPOCH, true, 20.25, 19, 2, 3, 2);
        RunArm arm = new RunArm(run, Instant.EPOCH, true);
        List<JsonNode> lines = lines(measure.toLine(), arm.toLine());
        assertThat(lines).hasSize(2);
        assertThat(RunMeasure.fromLine(lines.get(0))).contains(measure);
        assertThat(RunArm.fromLine(lines.get(1))).contains(arm);
    }

    @ParameterizedTest
    @ValueSource(strings = {"team a", "50%"})
    void aMeasureIsReadWhoseSourceWasWrittenAsItIs(String source) throws IOException {
        RunMeasure measure = measure(true, 20.25);
        String line = new String(measure.toLine(), UTF_8).replace("\"airflow\"", "\"" + source + "\"");
        List<JsonNode> lines = lines(line.getBytes(UTF_8));
        assertThat(lines).hasSize(1);
        assertThat(RunMeasure.fromLine(lines.get(0)).orElseThrow().run())
                .isEqualTo(new RunId(
                        source, measure.run().workflow(), measure.run().run()));
    }

    /** What a reader of a journal with these lines hands on. */
    private List<JsonNode> lines(byte[]... written) throws IOException {
        ByteArrayOutputStream journal = new ByteArrayOutputStream();
        for (byte[] line : written) {
            journal.write(line);
            journal.write('\n');
        }
        Path file = Files.write(directory.resolve("events-000001.jsonl"), journal.toByteArray());
        List<JsonNode> others = new ArrayList<>();
        JournalReader.Count count = new JournalReader().read(file, event -> {}, others::add);
        assertThat(count.unreadable()).isZero();
        return others;
    }
}

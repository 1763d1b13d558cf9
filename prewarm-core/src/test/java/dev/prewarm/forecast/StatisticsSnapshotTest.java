package dev.prewarm.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.collect.ImmutableList;
import dev.prewarm.LogLines;
import dev.prewarm.UnreadableStatisticsException;
import dev.prewarm.shape.Shapes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.logging.Level;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatisticsSnapshotTest {
    private static final String VERSION_1 =
            "cHJld2FybQoAAAABAAABRQAAAAEAAAAKdGh1bWJuYWlscwAAAAIAAAAFZmV0Y2gAAAAAAAAAAwAAAANAjzgAAAAAAEAAAAAAAAAA"
                    + "QI8oAAAAAAAAAAAAAAAAAAAAAAAAAAAFbGFiZWwAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAFAEgAAAAAAAAAAAAEAAAAFZmV0Y2gA"
                    + "AAAFbGFiZWw/8AAAAAAAAAAAAAAAAAAAAAAAAQAAAAdmZXRjaGVyAAAAAAAAAD0AAAAAAAAAAAAAAAkAAAAAAAAAAAAAAAEAAAAB"
                    + "QAQAAAAAAAAAAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAEAAAABQAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                    + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAADt5wmH";

    private static final String VERSION_2 =
            "cHJld2FybQoAAAACAAABWQAAAAEAAAAKdGh1bWJuYWlscwAAAAAAAAABAAAAAT/ZmZmZmZmaAAAAAgAAAAVmZXRjaAAAAAAAAAADAAAAA0CP"
                    + "OAAAAAAAQAAAAAAAAABAjygAAAAAAAAAAAAAAAAAAAAAAAAAAAVsYWJlbAAAAAAAAAAAAAAAAAAAAAAAAAABAAAAAUASAAAAAAAAAAAAAQAA"
                    + "AAVmZXRjaAAAAAVsYWJlbD/wAAAAAAAAAAAAAAAAAAAAAAABAAAAB2ZldGNoZXIAAAAAAAAAPQAAAAAAAAAAAAAACQAAAAAAAAAAAAAAAQAA"
                    + "AAFABAAAAAAAAAAAAAgAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAFABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                    + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAGdhiz8=";

    private static final String VERSION_3 =
            "cHJld2FybQoAAAADAAACNAAAAAEAAAAKdGh1bWJuYWlscwAAAAAAAAABAAAAAT/ZmZmZmZmaAAAAAgAAAAVmZXRjaAAAAAAAAAADAAAAA0CPOA"
                    + "AAAAAAQAAAAAAAAABAjygAAAAAAAAAAAAAAAAAAAAAAAAAAAVsYWJlbAAAAAAAAAAAAAAAAAAAAAAAAAABAAAAAUASAAAAAAAAAAAAAQAAAAVm"
                    + "ZXRjaAAAAAVsYWJlbD/wAAAAAAAAAAAAAAAAAAAAAAABAAAAB2ZldGNoZXIAAAAAAAAAPQAAAAAAAAAAAAAACQAAAAAAAAAAAAAAAQAAAAFABA"
                    + "AAAAAAAAAAAAgAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAFABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                    + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAANcAAAABAAAABm9yZGVycwAAAAAAAAABAAAAAQAAAAAAAAABAAAAAgAAAAVmZXRjaA"
                    + "AAAAVmZXRjaAAAAAAAAAABAAAAAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAAQAAAAEAAAAAAAAAA3BheQAAAANwYXkAAAAAAAAAAQAAAAAAAAAA"
                    + "AAAAAAAAAAEAAAAAAAAAAAAAAAEAAAABAAAAAQAAAAVmZXRjaAAAAAAAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                    + "AAAG29M1c=";

    @ParameterizedTest(name = "{0} durations")
    @ValueSource(ints = {0, 1, 127, 128, 129, 300})
    void whatIsRestoredLearnsOnAsIfNothingHadHappened(int durations) throws IOException {
        LearnedStatistics original = Learned.statistics(durations);
        LearnedStatistics restored = LearnedStatistics.from(
                LearnedSnapshot.fromBytes(original.snapshot().toBytes()));
        assertThat(restored.snapshot()).isEqualTo(original.snapshot());
        for (LearnedStatistics statistics : new LearnedStatistics[] {original, restored}) {
            statistics.of(Learned.WORKFLOW).warm(Learned.WORKFLOW.task("fetch")).add(0.5);
            statistics.of(Learned.TARGET).coldStarts().add(1, 2);
        }
        assertThat(restored.snapshot()).isEqualTo(original.snapshot());
        assertThat(restored.snapshot()).hasSameHashCodeAs(original.snapshot());
    }

    @Test
    void everythingLearnedIsThere() {
        LearnedStatistics restored = LearnedStatistics.from(Learned.snapshot(200));
        WorkflowStatistics learned = restored.of(Learned.WORKFLOW);
        DurationHistory fetch = learned.warm(Learned.WORKFLOW.task("fetch"));
        assertThat(fetch.total()).isEqualTo(200);
        assertThat(fetch.min()).isEqualTo(74);
        assertThat(learned.cold(Learned.WORKFLOW.task("label")).mean()).isEqualTo(4.5);
        assertThat(learned.queueing(Learned.WORKFLOW.task("fetch")).mean()).isEqualTo(0.2);
        assertThat(learned.queueing(Learned.WORKFLOW.task("label")).mean()).isEqualTo(0.4);
        assertThat(learned.branch(Learned.WORKFLOW
                                .incoming(Learned.WORKFLOW.task("label"))
                                .get(0))
                        .probability())
                .isEqualTo(1.3 / 2);
        assertThat(restored.of(Learned.TARGET).retention().current()).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void theLatestAskedForSurviveALowerLimit() {
        LearnedStatistics statistics = LearnedStatistics.empty();
        statistics.of(dev.prewarm.Workflow.builder("old").localTask("a").build());
        statistics.of(Learned.WORKFLOW);
        assertThat(LearnedStatistics.from(statistics.snapshot(), 1).snapshot().workflows())
                .extracting(LearnedSnapshot.OfWorkflow::name)
                .containsExactly("thumbnails");
    }

    @Test
    void aSnapshotDoesNotChangeWithWhatIsLearnedLater() {
        LearnedStatistics statistics = Learned.statistics(1);
        LearnedSnapshot snapshot = statistics.snapshot();
        statistics.of(Learned.WORKFLOW).warm(Learned.WORKFLOW.task("fetch")).add(7);
        assertThat(snapshot).isEqualTo(Learned.snapshot(1)).isNotEqualTo(statistics.snapshot());
    }

    @Test
    void nothingLearnedIsEmpty() throws IOException {
        assertThat(LearnedStatistics.empty().snapshot().isEmpty()).isTrue();
        assertThat(LearnedSnapshot.fromBytes(LearnedSnapshot.empty().toBytes())).isEqualTo(LearnedSnapshot.empty());
    }

    @Test
    void refusesEveryTruncation() {
        byte[] bytes = Learned.snapshot(2).toBytes();
        for (int length = 0; length < bytes.length; length++) {
            assertRefused(Arrays.copyOf(bytes, length));
        }
        assertRefused(Arrays.copyOf(bytes, bytes.length + 1));
    }

    @Test
    void refusesEveryFlippedBit() {
        byte[] bytes = Learned.snapshot(2).toBytes();
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertRefused(flipped);
        }
    }

    /** As a faulty writer, or someone with ill will, would leave it: what the checksum does not find. */
    @Test
    void whateverByteIsWrongUnderAGoodChecksumTheReaderFailsCleanlyOrReadsAPossibleValue() {
        byte[] bytes = Learned.snapshot(2).toBytes();
        try (LogLines quiet = new LogLines(Level.OFF)) {
            for (int i = 16; i < bytes.length - 4; i++) {
                for (int value : new int[] {0, 1, 0x7f, 0x80, 0xff}) {
                    byte[] altered = bytes.clone();
                    altered[i] = (byte) value;
                    reseal(altered);
                    assertMalformedOrPossible(altered);
                }
            }
            assertThat(quiet.lines()).isEmpty();
        }
    }

    private static void assertMalformedOrPossible(byte[] bytes) {
        try {
            assertThat(LearnedStatistics.from(LearnedSnapshot.fromBytes(bytes)).snapshot())
                    .isNotNull();
        } catch (UnreadableStatisticsException e) {
            assertThat(e).hasMessageContaining("malformed");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, 0, 5, Integer.MAX_VALUE})
    void namesAnotherFormatVersion(int version) {
        byte[] bytes = Learned.snapshot(2).toBytes();
        ByteBuffer.wrap(bytes).putInt(8, version);
        reseal(bytes);
        assertThatExceptionOfType(UnreadableStatisticsException.class)
                .isThrownBy(() -> LearnedSnapshot.fromBytes(bytes))
                .withMessageContaining("version is " + version)
                .withMessageContaining("only 1 to 4");
    }

    /** As it was written before there was queueing. */
    @Test
    void readsWhatTheFirstVersionWrote() throws IOException {
        LearnedSnapshot same = before(LearnedSnapshot.Durations.NONE);
        assertRead(VERSION_1, 1, new LearnedSnapshot(same.workflows(), same.targets(), Shapes.Snapshot.empty()));
    }

    /** As it was written before there were shapes. */
    @Test
    void readsWhatTheSecondVersionWrote() throws IOException {
        LearnedSnapshot same = before(queueing());
        assertRead(VERSION_2, 2, new LearnedSnapshot(same.workflows(), same.targets(), Shapes.Snapshot.empty()));
    }

    /** As it was written before what begins a run was told apart from what comes later. */
    @Test
    void readsWhatTheThirdVersionWrote() throws IOException {
        assertRead(VERSION_3, 3, before(queueing()));
    }

    private static LearnedSnapshot.Durations queueing() {
        return Learned.snapshot(3).workflows().get(0).queueing();
    }

    /** Of the workflow's tasks, whichever they are. */
    private static LearnedSnapshot before(LearnedSnapshot.Durations queueing) {
        LearnedSnapshot all = Learned.snapshot(3);
        LearnedSnapshot.OfWorkflow workflow = all.workflows().get(0);
        LearnedSnapshot.OfWorkflow same = new LearnedSnapshot.OfWorkflow(
                workflow.name(), queueing, queueing, workflow.tasks(), workflow.branches());
        return new LearnedSnapshot(ImmutableList.of(same), all.targets(), all.shapes());
    }

    private static void assertRead(String written, int version, LearnedSnapshot expected) throws IOException {
        byte[] bytes = Base64.getDecoder().decode(written);
        assertThat(ByteBuffer.wrap(bytes).getInt(8)).isEqualTo(version);
        LearnedSnapshot read = LearnedSnapshot.fromBytes(bytes);
        assertThat(read).isEqualTo(expected);
        byte[] rewritten = read.toBytes();
        assertThat(ByteBuffer.wrap(rewritten).getInt(8)).isEqualTo(4);
        assertThat(LearnedSnapshot.fromBytes(rewritten)).isEqualTo(read);
    }

    private static void reseal(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());
    }

    private static void assertRefused(byte[] bytes) {
        assertThatExceptionOfType(UnreadableStatisticsException.class)
                .isThrownBy(() -> LearnedSnapshot.fromBytes(bytes));
    }
}

package dev.prewarm.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Decision;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Task;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@Tag("once")
class SequenceTest {
    private static final Speed SPEED = new Speed(4);

    @Test
    void theStepsAndTheReplyAreTheTasks() throws Exception {
        assertThat(new Sequence(SPEED).workflow().tasks().stream().map(Task::id))
                .containsExactly("check", "price", "check/total", "invoice", "confirm");
    }

    @Test
    void withoutWarmingEachServiceIsColdOnce() throws Exception {
        assertThat(new Sequence(SPEED).run(PrewarmStrategy.none()).coldStartsMet())
                .isEqualTo(4);
    }

    @Test
    void onlyTheFirstStepIsColdIfTheOthersAreWarmed() throws Exception {
        Sequence.Outcome outcome = new Sequence(SPEED).run(PrewarmStrategy.nextHop());
        List<String> warmed = outcome.decisions().stream()
                .filter(decision -> decision.kind() == Decision.Kind.SENT)
                .map(Decision::task)
                .toList();

        assertThat(outcome.coldStartsMet()).isEqualTo(1);
        assertThat(warmed).containsExactly("price", "invoice", "confirm");
    }

    @Test
    void theCommandPrintsWhatItDid() {
        CommandLineResult result = CommandLineResult.of("sequence", "--speed=10");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .startsWith("shop/sequence/orders")
                .containsSubsequence(
                        "  check on shop/check, kept for 61 s",
                        "  invoice on shop/invoice, kept for 91 s",
                        "without warming: ",
                        "with next-hop: ",
                        "price");
    }
}

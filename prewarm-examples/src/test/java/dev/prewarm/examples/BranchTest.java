package dev.prewarm.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Decision;
import dev.prewarm.Decision.Kind;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
@Tag("once")
class BranchTest {
    @ParameterizedTest
    @EnumSource
    void theLikelyWayIsWarmedWhicheverIsTaken(Branch.Way way) throws Exception {
        assertThat(kinds("automatic", new Branch(new Speed(4)).run(way))).contains(Kind.SENT);
    }

    @ParameterizedTest
    @EnumSource
    void theUnlikelyWayIsLeftColdOnPurpose(Branch.Way way) throws Exception {
        assertThat(kinds("review", new Branch(new Speed(4)).run(way)))
                .contains(Kind.REFUSED)
                .doesNotContain(Kind.SENT);
    }

    private static List<Kind> kinds(String task, List<Decision> decisions) {
        return decisions.stream()
                .filter(decision -> decision.task().equals(task))
                .map(Decision::kind)
                .toList();
    }
}

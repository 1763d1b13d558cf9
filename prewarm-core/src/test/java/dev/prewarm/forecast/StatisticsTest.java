package dev.prewarm.forecast;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.prewarm.Target;
import dev.prewarm.Workflow;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    private static final URI URL = URI.create("http://a.example");

    private static Workflow workflow(String name) {
        return Workflow.builder(name)
                .localTask("a")
                .localTask("b", after("a").withProbability(0.5))
                .build();
    }

    private static long learned(LearnedStatistics statistics, Workflow workflow) {
        return statistics.of(workflow).warm(workflow.task("a")).total();
    }

    private static void learn(LearnedStatistics statistics, Workflow workflow) {
        statistics.of(workflow).warm(workflow.task("a")).add(1);
    }

    @Test
    void theWorkflowNotAskedForTheLongestIsForgotten() {
        LearnedStatistics statistics = LearnedStatistics.empty(2);
        Workflow one = workflow("one");
        Workflow two = workflow("two");
        learn(statistics, one);
        learn(statistics, two);
        learn(statistics, one);
        learn(statistics, workflow("three"));
        assertThat(learned(statistics, one)).isEqualTo(2);
        assertThat(learned(statistics, two)).isZero();
    }

    @Test
    void theTargetNotAskedForTheLongestIsForgotten() {
        LearnedStatistics statistics = LearnedStatistics.empty(1);
        Target one = Target.of("one", URL);
        statistics.of(one).retention().foundCold(Duration.ofSeconds(10));
        assertThat(statistics.of(one).retention().current()).isEqualTo(Duration.ofSeconds(9));
        statistics.of(Target.of("two", URL));
        assertThat(statistics.of(one).retention().current()).isEqualTo(Target.DEFAULT_RETENTION);
    }

    @Test
    void aTargetStartsWithWhatItDeclares() {
        Target target = Target.builder("t", URL)
                .retention(Duration.ofSeconds(300))
                .coldStart(Duration.ofSeconds(4))
                .build();
        TargetStatistics learned = LearnedStatistics.empty().of(target);
        assertThat(learned.retention().current()).isEqualTo(Duration.ofSeconds(300));
        assertThat(learned.coldStarts().forBurst(1).mean()).isEqualTo(4);
    }

    @Test
    void aTargetThatDeclaresNoColdStartHasTheDefault() {
        TargetStatistics learned = LearnedStatistics.empty().of(Target.of("t", URL));
        assertThat(learned.coldStarts().forBurst(1).quantile(0.5)).isEqualTo(2.3);
    }

    @Test
    void aLaterDeclarationGivesTheColdStartsPriorAndTheRetention() {
        LearnedStatistics statistics = LearnedStatistics.empty();
        statistics.of(Target.of("t", URL));
        Target later = Target.builder("t", URL)
                .retention(Duration.ofSeconds(300))
                .coldStart(Duration.ofSeconds(4))
                .build();
        assertThat(statistics.of(later).retention().current()).isEqualTo(Target.DEFAULT_RETENTION);
        statistics.declare(later);
        assertThat(statistics.of(later).retention().current()).isEqualTo(Duration.ofSeconds(300));
        assertThat(statistics.of(later).coldStarts().forBurst(1).mean()).isEqualTo(4);
    }

    @Test
    void aTargetsVersionChangesWithWhatIsLearned() {
        TargetStatistics learned = LearnedStatistics.empty().of(Target.of("t", URL));
        long before = learned.version();
        learned.coldStarts().add(1, 2);
        long between = learned.version();
        learned.retention().foundCold(Duration.ofSeconds(5));
        assertThat(between).isNotEqualTo(before);
        assertThat(learned.version()).isNotEqualTo(between);
    }

    @Test
    void refusesALimitOfNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> LearnedStatistics.empty(0));
    }
}

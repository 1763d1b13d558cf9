package dev.prewarm.spring;

import static dev.prewarm.spring.Applications.FORK;
import static dev.prewarm.spring.Applications.PAIR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Prewarmer;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import dev.prewarm.testing.VirtualScheduler;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.SimpleStatusAggregator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What the health indicator says, on Spring Boot 3. */
class HealthTest {
    private static final ApplicationContextRunner FAILING =
            Applications.plain().withUserConfiguration(Applications.FailingSecond.class);

    private static Health health(AssertableApplicationContext context) {
        return context.getBean("prewarmHealthIndicator", HealthIndicator.class).health();
    }

    /** Calls the first task of a run, so that the second one's target is warmed. */
    private static void runs(AssertableApplicationContext context, int times) {
        runs(context, PAIR, times);
    }

    private static void runs(AssertableApplicationContext context, Workflow workflow, int times) {
        VirtualScheduler time = context.getBean(VirtualScheduler.class);
        for (int i = 0; i < times; i++) {
            try (WorkflowRun run = context.getBean(Prewarmer.class).start(workflow)) {
                run.started("first");
                time.advance(Duration.ofMinutes(2));
            }
            time.advance(Duration.ofMinutes(2));
        }
    }

    @Test
    void beforeAnythingIsWarmedItIsUp() {
        Applications.virtual().run(context -> {
            assertThat(health(context).getStatus()).isEqualTo(Status.UP);
            assertThat(health(context).getDetails()).isEqualTo(Map.of("targets", 0, "failing", Map.of()));
        });
    }

    @Test
    void whileWarmupsSucceedItIsUp() {
        Applications.virtual().run(context -> {
            runs(context, 6);
            assertThat(health(context).getStatus()).isEqualTo(Status.UP);
            assertThat(health(context).getDetails()).containsEntry("targets", 1);
        });
    }

    @Test
    void afterFiveFailuresInARowItIsDegradedAndSaysWhy() {
        FAILING.run(context -> {
            runs(context, 4);
            assertThat(health(context).getStatus()).isEqualTo(Status.UP);
            runs(context, 1);
            assertThat(health(context).getStatus()).isEqualTo(new Status("DEGRADED"));
            assertThat(health(context).getDetails().get("failing"))
                    .asString()
                    .startsWith("{second=5 in a row, the last at ")
                    .endsWith(": HTTP 503}");
        });
    }

    @Test
    void fewerFailuresAreEnoughIfAPropertySaysSo() {
        FAILING.withPropertyValues("prewarm.health.failures=1").run(context -> {
            runs(context, 1);
            assertThat(health(context).getStatus()).isEqualTo(new Status("DEGRADED"));
        });
    }

    @Test
    void aFailureLongAgoIsNoNews() {
        FAILING.withPropertyValues("prewarm.health.failures=1", "prewarm.health.within=0s")
                .run(context -> {
                    runs(context, 1);
                    assertThat(health(context).getStatus()).isEqualTo(Status.UP);
                });
    }

    @Test
    void degradedLeavesTheWholeApplicationUp() {
        assertThat(new SimpleStatusAggregator()
                        .getAggregateStatus(Set.of(Status.UP, new Status(FailingTargets.DEGRADED))))
                .isEqualTo(Status.UP);
    }

    @Test
    void itIsDownOnlyIfThatWasAskedForAndAllTargetsFail() {
        FAILING.withPropertyValues("prewarm.health.failures=1", "prewarm.health.down-when-all-fail=true")
                .run(context -> {
                    runs(context, 1);
                    assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
                });
        FAILING.withPropertyValues("prewarm.health.failures=1", "prewarm.health.down-when-all-fail=true")
                .run(context -> {
                    runs(context, FORK, 1);
                    assertThat(health(context).getDetails()).containsEntry("targets", 2);
                    assertThat(health(context).getStatus()).isEqualTo(new Status("DEGRADED"));
                });
    }

    @Test
    void itIsSwitchedOffAsOthersAre() {
        Applications.plain()
                .withPropertyValues("management.health.prewarm.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean("prewarmHealthIndicator"));
    }
}

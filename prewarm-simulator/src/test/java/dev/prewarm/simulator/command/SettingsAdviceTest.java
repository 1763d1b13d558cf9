package dev.prewarm.simulator.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prewarm.simulator.workload.Arrivals;
import dev.prewarm.simulator.workload.Distribution;
import dev.prewarm.simulator.workload.InvalidInputException;
import dev.prewarm.simulator.workload.Predecessor;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.Scenarios;
import dev.prewarm.simulator.workload.Service;
import dev.prewarm.simulator.workload.Step;
import dev.prewarm.simulator.workload.Workload;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsAdviceTest {
    private static List<String> annotations(String scenario, boolean keepWarm) {
        return SettingsAdvice.of(Scenarios.named(scenario), 0, keepWarm).stream()
                .map(setting -> setting.annotation().replace("autoscaling.knative.dev/", ""))
                .toList();
    }

    @Test
    void runsFarApartNeedNoLongWindow() {
        assertThat(annotations("paper", false)).containsExactly("window: \"10s\"");
    }

    @Test
    void runsThatComeWithinTheWindowKeepIt() {
        assertThat(annotations("paper+poisson-2", false)).isEmpty();
    }

    @Test
    void aWindowOutlastsThePauseOfAServiceWithinARun() {
        Workload workload = Workload.of(
                "again",
                List.of(Service.of("a", Distribution.constant(1)), Service.of("b", Distribution.constant(1))),
                List.of(
                        Step.of("t1", "a", Distribution.constant(1)),
                        Step.of("t2", "b", Distribution.constant(20), "t1"),
                        Step.of("t3", "a", Distribution.constant(1), "t2")));
        assertThat(SettingsAdvice.of(Scenarios.of(workload), 0, false))
                .extracting(KnativeSetting::annotation)
                .containsExactly("autoscaling.knative.dev/window: \"25s\"");
    }

    /** Runs come every 130 s, but the service is busy for 110 s of each: it waits for the next run for 20 s. */
    @Test
    void aServiceThatIsBusyForMostOfARunIsNotScaledDownBeforeTheNext() {
        Workload workload = Workload.of(
                "busy",
                List.of(Service.of("a", Distribution.constant(1)), Service.of("b", Distribution.constant(1))),
                List.of(
                        Step.of("t1", "a", Distribution.constant(55)),
                        Step.of("t2", "a", Distribution.constant(55), "t1"),
                        Step.of("t3", "b", Distribution.constant(1), "t2")));
        Scenario scenario = Scenarios.of(workload).toBuilder()
                .arrivals(new Arrivals.Every(Duration.ofSeconds(130)))
                .build();
        assertThat(SettingsAdvice.scaledDownBetweenRuns(scenario))
                .extracting(Service::name)
                .containsExactly("b");
        assertThat(SettingsAdvice.of(scenario, 0, false))
                .extracting(KnativeSetting::services)
                .containsExactly("b");
    }

    /** One of f, eight of r, three of s, and that of which one is always kept. */
    @Test
    void whatAShorterWindowSparesIsOfAllInstancesThatARunNeeds() {
        assertThat(SettingsAdvice.of(Scenarios.of(wide()), 0, false).get(0))
                .satisfies(setting -> assertThat(setting.services()).isEqualTo("f, r, s"))
                .satisfies(setting -> assertThat(setting.reason())
                        .contains("keeping 12 instances for 60s after the last call")
                        .endsWith("about 600.00 instance-seconds less a run"));
    }

    @Test
    void thatPausesMayBeLongerIsSaidWhereDurationsVary() {
        Distribution second = Distribution.constant(1);
        Workload workload = Workload.of(
                "again",
                List.of(Service.of("a", second), Service.of("b", second)),
                List.of(
                        Step.of("t1", "a", second),
                        Step.of("t2", "b", Distribution.logNormal(7, 1), "t1"),
                        Step.of("t3", "a", second, "t2")));
        assertThat(SettingsAdvice.of(Scenarios.of(workload), 0, false))
                .singleElement()
                .extracting(KnativeSetting::reason)
                .asString()
                .contains("a service pauses for at most 7.00 s between calls where tasks take their median durations,");
    }

    @Test
    void instancesForManyCallsAtOnceAreStartedAtOnce() {
        assertThat(annotations("grid-16x3-cc10", false)).contains("activation-scale: \"2\"");
        assertThat(annotations("grid-16x3-cc1", false)).contains("activation-scale: \"16\"");
    }

    @Test
    void oneCallAtATimeNeedsFullUtilization() {
        assertThat(annotations("grid-1x2-cc1", false)).contains("target-utilization-percentage: \"100\"");
        assertThat(annotations("grid-1x2-cc10", false)).doesNotContain("target-utilization-percentage: \"100\"");
    }

    @Test
    void denseCallsAreServedByInstancesThatStay() {
        assertThat(annotations("paper+poisson-10", true))
                .containsExactly("min-scale: \"1\"", "min-scale: \"1\"", "min-scale: \"1\"");
    }

    /** Of 8 calls at a time each needs an instance of its own where that serves one, of 20 where it serves 8 there are 3. */
    @Test
    void asManyInstancesStayAsTheWidestStepNeeds() {
        assertThat(SettingsAdvice.of(Scenarios.of(wide()), 0, true))
                .filteredOn(setting -> setting.annotation().contains("-scale"))
                .extracting(setting -> setting.services() + " " + setting.annotation())
                .containsExactly(
                        "f autoscaling.knative.dev/min-scale: \"1\"",
                        "r autoscaling.knative.dev/min-scale: \"8\"",
                        "s autoscaling.knative.dev/min-scale: \"3\"");
    }

    private static Workload wide() {
        Distribution second = Distribution.constant(1);
        Service kept = Service.of("kept", second);
        return Workload.of(
                "wide",
                List.of(
                        Service.of("f", second),
                        Service.of("r", second).withConcurrency(1),
                        Service.of("s", second).withConcurrency(8),
                        new Service("kept", kept.uri(), 0, kept.retention(), 1, second)),
                List.of(
                        Step.of("t1", "f", second),
                        new Step("t2", "r", List.of(Predecessor.of("t1")), 8, 0, second),
                        new Step("t3", "s", List.of(Predecessor.of("t2")), 20, 0, second),
                        Step.of("t4", "kept", second, "t3")));
    }

    @Test
    void runsAMonthAreArrivals() {
        Scenario paper = Scenarios.named("paper");
        Scenario said = AdviseCommand.arriving(paper, 30);
        assertThat(said.arrivals()).isEqualTo(new Arrivals.Every(Duration.ofDays(1)));
        assertThat(AdviseCommand.arriving(said, 30).arrivals()).isEqualTo(said.arrivals());
        assertThatThrownBy(() -> AdviseCommand.arriving(said, 3_000))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("runs per month: 3000, but as they arrive there are 30; say one of the two");
    }
}

package dev.prewarm.testing.knative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.prewarm.testing.VirtualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdealModelTest {
    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final KnativeModel knative =
            KnativeModel.builder(scheduler).recording(true).build();

    @Test
    void aCallToAServiceAtZeroWaitsForThePodToStart() {
        KnativeService service = deploy(settings());
        Times times = new Times();

        work(service, 3, times);
        scheduler.advance(seconds(10));

        assertThat(times.started).containsExactly(at(1));
        assertThat(times.coldWaits).containsExactly(seconds(1));
        assertThat(times.finished).containsExactly(at(4));
        assertThat(service.stats().coldStartsMet()).isEqualTo(1);
        assertThat(service.stats().podsByWork()).isEqualTo(1);
    }

    @Test
    void aCallToAWarmServiceStartsAtOnce() {
        KnativeService service = deploy(settings());
        work(service, 3, new Times());
        scheduler.advance(seconds(30));
        Times times = new Times();

        work(service, 3, times);
        scheduler.advance(seconds(10));

        assertThat(times.started).containsExactly(at(30));
        assertThat(times.coldWaits).containsExactly(Duration.ZERO);
    }

    @Test
    void aPodIsGoneARetentionAfterItsLastCall() {
        KnativeService service = deploy(settings());
        work(service, 3, new Times());

        scheduler.advance(seconds(63.9));
        assertThat(service.podsReady()).isEqualTo(1);
        scheduler.advance(seconds(0.1));

        assertThat(service.podsReady()).isZero();
        assertThat(service.stats().provided()).isEqualTo(seconds(64));
        assertThat(service.stats().busy()).isEqualTo(seconds(3));
    }

    @Test
    void aWarmUpHidesTheColdStartAndIdlesFromReadinessToFirstUse() {
        KnativeService service = deploy(settings());

        warmUp(service);
        scheduler.advance(seconds(4));
        work(service, 7, new Times());
        scheduler.advance(seconds(100));

        ServiceStats stats = service.stats();
        assertThat(stats.coldStartsMet()).isZero();
        assertThat(stats.idle()).isEqualTo(seconds(3));
        assertThat(stats.wasted()).isZero();
        assertThat(stats.podsByWarmUp()).isEqualTo(1);
    }

    @Test
    void aLateWarmUpShortensTheWait() {
        KnativeService service = deploy(settings());
        Times times = new Times();

        warmUp(service);
        scheduler.advance(seconds(0.4));
        work(service, 7, times);
        scheduler.advance(seconds(10));

        assertThat(times.coldWaits).containsExactly(seconds(0.6));
        assertThat(service.stats().coldWait()).isEqualTo(seconds(0.6));
        assertThat(service.stats().idle()).isZero();
    }

    @Test
    void aPodThatOnlyWarmUpsUsedIsWasteFromItsMakingToItsEnd() {
        KnativeService service = deploy(settings());

        warmUp(service);
        scheduler.advance(seconds(20));
        assertThat(service.stats().undecided()).isEqualTo(seconds(19));
        assertThat(service.settledStats().wasted()).isEqualTo(seconds(61));
        scheduler.advance(seconds(100));

        assertThat(service.stats().wasted()).isEqualTo(seconds(61));
        assertThat(service.stats().podsWasted()).isEqualTo(1);
        assertThat(service.stats().undecided()).isZero();
    }

    @Test
    void aRefreshCountsOnlyBeyondTheNaturalRetention() {
        KnativeService service = deploy(settings());
        work(service, 3, new Times());
        scheduler.advance(seconds(50)); // the work ended at 4, so the pod would be gone at 64

        warmUp(service);
        scheduler.advance(seconds(30));
        work(service, 1, new Times());
        scheduler.advance(seconds(200));

        assertThat(service.stats().idle()).isEqualTo(seconds(16));
        assertThat(service.stats().wasted()).isZero();
    }

    @Test
    void aRefreshInVainWastesWhatItAdded() {
        KnativeService service = deploy(settings());
        work(service, 3, new Times());
        scheduler.advance(seconds(50));

        warmUp(service);
        scheduler.advance(seconds(200)); // gone at 110 instead of 64

        assertThat(service.stats().wasted()).isEqualTo(seconds(46));
        assertThat(service.stats().idle()).isZero();
    }

    @Test
    void aRefreshThatWasNotNeededCostsNothing() {
        KnativeService service = deploy(settings());
        work(service, 3, new Times());
        scheduler.advance(seconds(20));
        warmUp(service);
        scheduler.advance(seconds(20));
        work(service, 3, new Times());
        scheduler.advance(seconds(200));

        assertThat(service.stats().idle()).isZero();
        assertThat(service.stats().wasted()).isZero();
    }

    @Test
    void anAlwaysOnPodIdlesWhileNoWorkRunsOnIt() {
        KnativeService service = deploy(settings().minScale(1));

        work(service, 3, new Times());
        scheduler.advance(seconds(500));

        assertThat(service.podsReady()).isEqualTo(1);
        assertThat(service.stats().coldStartsMet()).isZero();
        assertThat(service.stats().idle()).isEqualTo(seconds(497));
    }

    @Test
    void aLimitedServiceGetsAPodForEachCallThatAPodCannotTake() {
        KnativeService service = deploy(settings().containerConcurrency(2));
        Times times = new Times();

        for (int i = 0; i < 5; i++) {
            work(service, 3, times);
        }
        scheduler.advance(seconds(10));

        assertThat(service.stats().podsByWork()).isEqualTo(3);
        assertThat(times.started).containsOnly(at(1)).hasSize(5);
    }

    @Test
    void callsBeyondMaxScaleWaitForTheirTurnInOrder() {
        KnativeService service = deploy(settings().containerConcurrency(1).maxScale(1));
        Times times = new Times();

        work(service, 3, times);
        work(service, 2, times);
        scheduler.advance(seconds(10));

        assertThat(times.started).containsExactly(at(1), at(4));
        assertThat(times.finished).containsExactly(at(4), at(6));
    }

    @Test
    void waitingForABusyPodIsNoColdStart() {
        KnativeService service = deploy(settings().containerConcurrency(1).maxScale(1));
        work(service, 3, new Times());
        scheduler.advance(seconds(2));

        work(service, 2, new Times());
        scheduler.advance(seconds(10));

        assertThat(service.stats().coldStartsMet()).isEqualTo(1);
    }

    @Test
    void heldWarmUpsMakeOnePodEach() {
        KnativeService service = deploy(settings().containerConcurrency(1));

        for (int i = 0; i < 3; i++) {
            service.request(RequestKind.WARM_UP, seconds(0.5), RequestListener.NONE);
        }
        scheduler.advance(seconds(5));

        assertThat(service.podsReady()).isEqualTo(3);
        assertThat(service.stats().podsByWarmUp()).isEqualTo(3);
    }

    @Test
    void aRequestThatIsCancelledBeforeThePodIsUpStillStartsItButIsNeverServed() {
        KnativeService service = deploy(settings());
        Times times = new Times();

        Request request = service.request(RequestKind.WARM_UP, Duration.ZERO, times);
        scheduler.advance(seconds(0.5));
        request.cancel();
        scheduler.advance(seconds(5));

        assertThat(service.podsReady()).isEqualTo(1);
        assertThat(times.started).isEmpty();
        assertThat(service.stats().cancelled()).isEqualTo(1);
        assertThat(service.stats().queued()).isZero();
    }

    @Test
    void cancellingARequestThatRunsHasNoEffect() {
        KnativeService service = deploy(settings());
        Times times = new Times();
        Request request = service.request(RequestKind.WORK, seconds(3), times);
        scheduler.advance(seconds(2));

        request.cancel();
        scheduler.advance(seconds(5));

        assertThat(times.finished).containsExactly(at(4));
        assertThat(service.stats().cancelled()).isZero();
    }

    @Test
    void aHandlerServesForAsLongAsItTakes() {
        KnativeService service = deploy(settings());
        List<Runnable> open = new ArrayList<>();
        Times times = new Times();

        service.request(RequestKind.WORK, (pod, done) -> open.add(done), times);
        scheduler.advance(seconds(9));
        open.forEach(Runnable::run);
        open.forEach(Runnable::run);

        assertThat(times.finished).containsExactly(at(9));
        assertThat(service.stats().running()).isZero();
    }

    @Test
    void thePlatformMakesNoMorePodsThanItsRateAllows() {
        KnativeModel slow = KnativeModel.builder(scheduler).podsPerSecond(2).build();
        KnativeService service = slow.deploy(settings().containerConcurrency(1).build());
        Times times = new Times();

        for (int i = 0; i < 3; i++) {
            work(service, 10, times);
        }
        scheduler.advance(seconds(20));

        assertThat(times.started).containsExactly(at(1), at(1.5), at(2));
    }

    @Test
    void raisingMinScaleWarmsPodsWithoutACallAndLoweringItLetsThemGo() {
        KnativeService service = deploy(settings());

        service.minScale(2);
        scheduler.advance(seconds(100));
        assertThat(service.podsReady()).isEqualTo(2);
        work(service, 1, new Times());
        assertThat(service.stats().idle()).isEqualTo(seconds(99));
        service.minScale(0);
        scheduler.advance(seconds(61));

        assertThat(service.podsReady()).isZero();
        // One was never used: from 0 to 100.
        assertThat(service.stats().wasted()).isEqualTo(seconds(100));
    }

    @Test
    void initialInstancesAreWarmAndGoLikeOthers() {
        KnativeService service = deploy(settings().initialInstances(1));

        scheduler.advance(seconds(59));
        assertThat(service.podsReady()).isEqualTo(1);
        scheduler.advance(seconds(1));

        assertThat(service.podsReady()).isZero();
        assertThat(service.stats().wasted()).isZero();
    }

    @Test
    void activationScaleMakesMorePodsForTheFirstCall() {
        KnativeService service = deploy(settings().activationScale(3));

        work(service, 1, new Times());

        assertThat(service.stats().podsByWork()).isEqualTo(3);
    }

    @Test
    void thePodsLivesAreRecorded() {
        KnativeService service = deploy(settings());
        warmUp(service);
        scheduler.advance(seconds(4));
        work(service, 2, new Times());
        scheduler.advance(seconds(100));

        PodTimeline pod = service.timelines().get(0);

        assertThat(pod.cause()).isEqualTo(PodCause.WARM_UP);
        assertThat(pod.createdAt()).isEqualTo(at(0));
        assertThat(pod.readyAt()).isEqualTo(at(1));
        assertThat(pod.goneAt()).isEqualTo(at(66));
        assertThat(pod.calls())
                .containsExactly(
                        new PodTimeline.Call(RequestKind.WARM_UP, at(1), at(1)),
                        new PodTimeline.Call(RequestKind.WORK, at(4), at(6)));
    }

    @Test
    void callsMadeFromACallbackAreServed() {
        KnativeService service = deploy(settings());
        Times second = new Times();

        service.request(RequestKind.WORK, seconds(1), new RequestListener() {
            @Override
            public void onFinished() {
                work(service, 1, second);
            }
        });
        scheduler.advance(seconds(10));

        assertThat(second.finished).containsExactly(at(3));
    }

    @Test
    void aServiceIsDeployedOnce() {
        deploy(settings());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> deploy(settings()))
                .withMessage("a service \"resize\" is deployed already; services: [resize]");
    }

    @Test
    void anUnknownServiceIsNamed() {
        deploy(settings());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> knative.service("resice"))
                .withMessage("no service \"resice\"; services: [resize]");
    }

    private static ServiceSettings.Builder settings() {
        return ServiceSettings.builder("resize").autoscaling(Autoscaling.ideal(Duration.ofSeconds(60)));
    }

    private KnativeService deploy(ServiceSettings.Builder settings) {
        return knative.deploy(settings.build());
    }

    private static void work(KnativeService service, double seconds, Times times) {
        service.request(RequestKind.WORK, seconds(seconds), times);
    }

    private static void warmUp(KnativeService service) {
        service.request(RequestKind.WARM_UP, Duration.ZERO, RequestListener.NONE);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    private static Instant at(double seconds) {
        return Instant.EPOCH.plus(seconds(seconds));
    }

    /** When requests started and finished, on the virtual clock. */
    private final class Times implements RequestListener {
        final List<Instant> started = new ArrayList<>();
        final List<Duration> coldWaits = new ArrayList<>();
        final List<Instant> finished = new ArrayList<>();

        @Override
        public void onStarted(Pod pod, Duration coldWait) {
            started.add(scheduler.now());
            coldWaits.add(coldWait);
        }

        @Override
        public void onFinished() {
            finished.add(scheduler.now());
        }
    }
}

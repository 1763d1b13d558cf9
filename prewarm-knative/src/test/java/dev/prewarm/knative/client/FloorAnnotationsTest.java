package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FloorAnnotationsTest {
    private static final String MIN_SCALE = "autoscaling.knative.dev/min-scale";
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(60);

    private final FloorAnnotations orders = new FloorAnnotations("orders");
    private final FloorAnnotations billing = new FloorAnnotations("billing");
    private final Map<String, String> revision = new HashMap<>();

    private void apply(Map<String, String> changes) {
        changes.forEach((key, value) -> {
            if (value == null) {
                revision.remove(key);
            } else {
                revision.put(key, value);
            }
        });
    }

    @Test
    void aFloorComesAndGoesWithoutATrace() {
        apply(orders.hold(revision, 4, LATER, NOW));
        assertThat(revision).containsEntry(MIN_SCALE, "4");
        apply(orders.release(revision, NOW));
        assertThat(revision).isEmpty();
    }

    @Test
    void everyAnnotationHasThePrefixThatPodsAreNotGiven() {
        apply(orders.hold(revision, 4, LATER, NOW));
        assertThat(revision.keySet()).hasSize(3).allMatch(key -> key.startsWith("autoscaling.knative.dev/"));
    }

    @Test
    void whatWasThereBeforeIsRestored() {
        revision.put(MIN_SCALE, "2");
        apply(orders.hold(revision, 4, LATER, NOW));
        apply(orders.hold(revision, 5, LATER, NOW));
        assertThat(revision).containsEntry(MIN_SCALE, "5");
        apply(orders.release(revision, NOW));
        assertThat(revision).containsExactly(Map.entry(MIN_SCALE, "2"));
    }

    @Test
    void aFloorBelowWhatWasThereLowersNothing() {
        revision.put(MIN_SCALE, "6");
        apply(orders.hold(revision, 4, LATER, NOW));
        assertThat(revision).containsEntry(MIN_SCALE, "6");
    }

    @Test
    void aFloorLowersNothingOfTheOlderSpelling() {
        revision.put("autoscaling.knative.dev/minScale", "5");
        apply(orders.hold(revision, 1, LATER, NOW));
        assertThat(revision).containsEntry(MIN_SCALE, "5");
        apply(orders.hold(revision, 6, LATER, NOW));
        assertThat(revision).containsEntry(MIN_SCALE, "6");
        apply(orders.release(revision, NOW));
        assertThat(revision).containsExactly(Map.entry("autoscaling.knative.dev/minScale", "5"));
    }

    @Test
    void ofBothSpellingsTheNewerCounts() {
        revision.put(MIN_SCALE, "2");
        revision.put("autoscaling.knative.dev/minScale", "5");
        apply(orders.hold(revision, 1, LATER, NOW));
        assertThat(revision).containsEntry(MIN_SCALE, "2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"max-scale", "maxScale", "activation-scale", "activationScale"})
    void noFloorIsAboveWhatKnativeAccepts(String bound) {
        revision.put("autoscaling.knative.dev/" + bound, "3");
        apply(orders.hold(revision, 4, LATER, NOW));
        assertThat(revision).containsEntry(MIN_SCALE, "3");
        apply(billing.hold(revision, 2, LATER, NOW));
        apply(orders.release(revision, NOW));
        assertThat(revision).containsEntry(MIN_SCALE, "2");
    }

    @Test
    void ofTwoBoundsTheLowerCounts() {
        revision.put("autoscaling.knative.dev/max-scale", "6");
        revision.put("autoscaling.knative.dev/activation-scale", "2");
        apply(orders.hold(revision, 4, LATER, NOW));
        assertThat(revision).containsEntry(MIN_SCALE, "2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "", "many"})
    void aMaxScaleOfNothingIsNoBound(String maxScale) {
        revision.put("autoscaling.knative.dev/max-scale", maxScale);
        apply(orders.hold(revision, 4, LATER, NOW));
        assertThat(revision).containsEntry(MIN_SCALE, "4");
    }

    @Test
    void ofTwoOwnersTheHigherFloorCountsUntilItGoes() {
        apply(orders.hold(revision, 4, LATER, NOW));
        apply(billing.hold(revision, 2, LATER, NOW));
        assertThat(revision).containsEntry(MIN_SCALE, "4");
        apply(orders.release(revision, NOW));
        assertThat(revision).containsEntry(MIN_SCALE, "2");
        apply(billing.release(revision, NOW));
        assertThat(revision).isEmpty();
    }

    @Test
    void anotherOwnersLapsedFloorIsTidiedUp() {
        apply(billing.hold(revision, 9, LATER, NOW));
        apply(orders.hold(revision, 4, LATER.plusSeconds(60), LATER));
        assertThat(revision).containsEntry(MIN_SCALE, "4");
        assertThat(billing.lapsesAt(revision)).isEmpty();
    }

    @Test
    void anOwnerFindsWhenItsFloorLapses() {
        apply(orders.hold(revision, 4, LATER, NOW));
        assertThat(orders.lapsesAt(revision)).contains(LATER);
        assertThat(billing.lapsesAt(revision)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4", "4 until ", "until", "x until 2026-01-01T00:00:00Z", "4 until tomorrow"})
    void aFloorThatCannotBeReadHasLapsed(String text) {
        revision.put("autoscaling.knative.dev/prewarm-floor-orders", text);
        assertThat(orders.lapsesAt(revision)).contains(Instant.MIN);
    }

    @Test
    void releasingWhatIsNotHeldChangesNothing() {
        revision.put(MIN_SCALE, "2");
        assertThat(orders.release(revision, NOW)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Orders", "a/b", "-a", "a-", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void anOwnerThatIsNoLabelIsRefused(String owner) {
        assertThatThrownBy(() -> new FloorAnnotations(owner)).hasMessageContaining("lower-case letters");
    }
}

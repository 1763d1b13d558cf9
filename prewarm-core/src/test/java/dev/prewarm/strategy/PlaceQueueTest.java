package dev.prewarm.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceQueueTest {
    private record Place(double freeAt, double usedFrom) {}

    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    @Test
    void thoseThatAreFreeForLongestAreTakenFirst() {
        PlaceQueue places = new PlaceQueue();
        places.add(7, 1);
        places.add(3, 1);
        places.add(5, 1);
        places.take(1);
        assertThat(places.freeBy(4, 3)).isZero();
        assertThat(places.freeBy(5, 3)).isEqualTo(1);
        assertThat(places.freeBy(7, 3)).isEqualTo(2);
        assertThat(places.freeBy(7, 1)).isEqualTo(1);
    }

    @Test
    void whatBeginsAtTheSameTimeGivesItsPlaceToNobody() {
        PlaceQueue places = new PlaceQueue();
        places.add(6, 2, 1);
        places.add(8, 1, 1);
        assertThat(places.freedBefore(2, 1)).isEqualTo(8);
        assertThat(places.freedBefore(3, 1)).isEqualTo(6);
        assertThat(places.freedBefore(3, 2)).isEqualTo(8);
        assertThat(places.freedBefore(2, 2)).isInfinite();
        assertThat(places.freedBefore(1, 1)).isInfinite();
    }

    @Test
    void ofThoseThatAreFreeAtTheSameTimeTheOneThatWasAddedFirstIsTakenFirst() {
        PlaceQueue places = new PlaceQueue();
        places.add(5, 1, 1);
        places.add(5, 2, 1);
        places.add(5, 3, 1);
        places.take(1);
        assertThat(places.freedBefore(2, 1))
                .as("the one that is used from 1 on")
                .isInfinite();
        places.add(5, 1, 1);
        places.take(1);
        assertThat(places.freedBefore(3, 1))
                .as("only the one that was added last")
                .isEqualTo(5);
        assertThat(places.freedBefore(3, 2)).isInfinite();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 16, 17})
    void whereAllHaveBeenTakenOthersAreAdded(int places) {
        PlaceQueue queue = new PlaceQueue();
        for (int i = 0; i < places; i++) {
            queue.add(0, 1);
        }
        assertThat(queue.freeBy(0, places + 1)).isEqualTo(places);
        queue.take(places);
        assertThat(queue.freeBy(Double.POSITIVE_INFINITY, 1)).isZero();
        queue.add(3, 1);
        queue.add(2, 1);
        assertThat(queue.freeBy(1, 2)).isZero();
        assertThat(queue.freeBy(2, 2)).isEqualTo(1);
        assertThat(queue.freeBy(3, 2)).isEqualTo(2);
    }

    @Test
    void manyThatAreAlikeAreNotLookedAtOneByOne() {
        long many = 1L << 40;
        PlaceQueue places = new PlaceQueue();
        places.add(3, many);
        places.add(5, 1, many);
        places.take(many - 1);
        assertThat(places.freeBy(3, many)).isEqualTo(1);
        assertThat(places.freeBy(5, many)).isEqualTo(many);
        assertThat(places.freedBefore(1, 1)).isEqualTo(3);
        assertThat(places.freedBefore(1, 2)).isInfinite();
        assertThat(places.freedBefore(2, many + 1)).isEqualTo(5);
    }

    /** Against a list of single places that is sorted each time. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void itIsASortedList(long seed) {
        Random random = new Random(seed);
        PlaceQueue places = new PlaceQueue();
        List<Place> list = new ArrayList<>();
        for (int step = 0; step < 300; step++) {
            if (list.size() > 3 && random.nextInt(3) == 0) {
                int taken = random.nextInt(4);
                places.take(taken);
                list.subList(0, taken).clear();
            } else {
                Place place = new Place(random.nextInt(8), random.nextInt(4));
                int alike = random.nextInt(3);
                places.add(place.freeAt(), place.usedFrom(), alike);
                list.addAll(Collections.nCopies(alike, place));
                list.sort(Comparator.comparingDouble(Place::freeAt));
            }
            int instant = random.nextInt(10);
            int start = random.nextInt(5);
            int calls = 1 + random.nextInt(5);
            assertThat(places.freeBy(Double.POSITIVE_INFINITY, Long.MAX_VALUE)).isEqualTo(list.size());
            assertThat(places.freeBy(instant, calls))
                    .isEqualTo(Math.min(
                            calls,
                            list.stream()
                                    .filter(place -> place.freeAt() <= instant)
                                    .count()));
            assertThat(places.freedBefore(start, calls))
                    .isEqualTo(list.stream()
                            .filter(place -> place.usedFrom() < start)
                            .mapToDouble(Place::freeAt)
                            .skip(calls - 1)
                            .findFirst()
                            .orElse(Double.POSITIVE_INFINITY));
        }
    }
}

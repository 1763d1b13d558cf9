package dev.prewarm.testing.knative;

import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Which of the ready pods gets the next call: the activator's policies, which depend on the concurrency of a pod.
 *
 * <p>Follows {@code pkg/activator/net/lb_policy.go} of Knative Serving.
 */
interface PodChoice {
    /** The pod that gets it; null if none has room. */
    @Nullable
    Pod choose(List<Pod> ready);

    /** The policy that Knative's activator uses for a service of that containerConcurrency. */
    static PodChoice of(int containerConcurrency, long seed) {
        if (containerConcurrency == 0) {
            return new BetterOfTwo(new SplittableRandom(seed));
        }
        return (containerConcurrency <= 3) ? new FirstFree(containerConcurrency) : new RoundRobin(containerConcurrency);
    }

    /** The less busy one of two drawn at random. */
    final class BetterOfTwo implements PodChoice {
        private final SplittableRandom random;

        BetterOfTwo(SplittableRandom random) {
            this.random = random;
        }

        @Override
        public @Nullable Pod choose(List<Pod> ready) {
            int size = ready.size();
            if (size <= 1) {
                return (size == 0) ? null : ready.get(0);
            }
            int first = random.nextInt(size);
            int second = random.nextInt(size - 1);
            Pod a = ready.get(first);
            Pod b = ready.get(second < first ? second : second + 1);
            return (b.running < a.running) ? b : a;
        }
    }

    /** The first in the order of addresses, which is here the order of creation. */
    record FirstFree(int containerConcurrency) implements PodChoice {
        @Override
        public @Nullable Pod choose(List<Pod> ready) {
            for (Pod pod : ready) {
                if (pod.accepts(containerConcurrency)) {
                    return pod;
                }
            }
            return null;
        }
    }

    /** The next one with room. */
    final class RoundRobin implements PodChoice {
        private final int containerConcurrency;
        private int next;

        RoundRobin(int containerConcurrency) {
            this.containerConcurrency = containerConcurrency;
        }

        @Override
        public @Nullable Pod choose(List<Pod> ready) {
            int size = ready.size();
            for (int i = 0; i < size; i++) {
                Pod pod = ready.get((next + i) % size);
                if (pod.accepts(containerConcurrency)) {
                    next = (next + i + 1) % size;
                    return pod;
                }
            }
            return null;
        }
    }
}

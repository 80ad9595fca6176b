package dev.kanishk.collections.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Divide and conquer over trees of random shapes gives what recursion gives. */
class RandomTreeTest {
    /** Forks all children of a node, then joins them in reverse. */
    private static final class WideTree extends RecursiveLong {
        @Override
        protected long compute(Worker worker, long seed) {
            int children = children(seed);
            int[] forks = new int[children];
            for (int i = 0; i < children; i++) {
                forks[i] = fork(worker, child(seed, i));
            }
            long sum = seed;
            for (int i = children - 1; i >= 0; i--) {
                sum = sum * 31 + join(worker, forks[i]);
            }
            return sum;
        }

        static long recursively(long seed) {
            int children = children(seed);
            long sum = seed;
            for (int i = children - 1; i >= 0; i--) {
                sum = sum * 31 + recursively(child(seed, i));
            }
            return sum;
        }

        /** The lowest byte of a seed is the node's height. */
        private static int children(long seed) {
            int height = (int) (seed & 255);
            return height == 0 ? 0 : new SplittableRandom(seed).nextInt(5);
        }

        private static long child(long seed, int index) {
            long height = Math.max(0, (seed & 255) - 1);
            return (new SplittableRandom(seed + index + 1).nextLong() & ~255L) | height;
        }
    }

    @Property(tries = 150)
    void equalsTheSequentialResult(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int workers,
            @ForAll @IntRange(min = 1, max = 20) int heartbeatMicros) {
        long root = (seed & ~255L) | 8;
        try (WorkStealingPool pool =
                WorkStealingPool.builder()
                        .workers(workers)
                        .heartbeat(Duration.ofNanos(heartbeatMicros * 1_000L))
                        .build()) {
            long expected = WideTree.recursively(root);
            for (int i = 0; i < 5; i++) {
                assertThat(pool.invoke(new WideTree(), root)).isEqualTo(expected);
            }
        }
    }
}

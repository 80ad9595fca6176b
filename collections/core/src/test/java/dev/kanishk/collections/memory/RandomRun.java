package dev.kanishk.collections.memory;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A long random run of a container: one life after the other, each on another resource, each
 * between two tracking resources, which find leaks, double frees and damaged red zones of the
 * container and of the resource under it.
 *
 * <p>It is short by default. {@code -Ddev.kanishk.collections.randomRunSteps=100000000} makes it as
 * long as one likes, and {@code -Ddev.kanishk.collections.randomRunSeed} repeats a run by the seed
 * that it printed.
 */
public final class RandomRun {
    private static final long STEPS = Long.getLong("dev.kanishk.collections.randomRunSteps", 6_000);
    private static final int STEPS_OF_A_LIFE = 400;
    private static final long MIB = 1 << 20;

    /** What a container does from its making to its end. */
    public interface Life {
        /** Makes a container, applies as many random operations and compares, and closes it. */
        void live(MemoryResource resource, RandomGenerator random, int steps);
    }

    private enum Kind {
        SYSTEM,
        POOL,
        SYNCHRONIZED_POOL,
        MONOTONIC,
        HUGE_PAGES,
        LIMITED;

        void live(MemoryResource upstream, Life life, RandomGenerator random, int steps) {
            switch (this) {
                case SYSTEM -> watched(upstream, life, random, steps);
                case POOL -> {
                    try (PoolResource pool = new PoolResource(upstream)) {
                        watched(pool, life, random, steps);
                    }
                }
                case SYNCHRONIZED_POOL -> {
                    try (SynchronizedPoolResource pool = new SynchronizedPoolResource(upstream)) {
                        watched(pool, life, random, steps);
                    }
                }
                case MONOTONIC -> {
                    try (MonotonicResource region =
                            new MonotonicResource(upstream, 4096, 256 * MIB)) {
                        watched(region, life, random, steps);
                    }
                }
                case HUGE_PAGES -> {
                    HugePageResource pages = new HugePageResource(upstream, 2 * MIB);
                    try (MonotonicResource region =
                            new MonotonicResource(pages, 2 * MIB, 256 * MIB)) {
                        watched(region, life, random, steps);
                    }
                    if (pages.reservedBlocks() != 0) {
                        throw new AssertionError(pages + " has blocks left");
                    }
                }
                case LIMITED -> {
                    LimitedResource limited = new LimitedResource(upstream, 256 * MIB);
                    watched(limited, life, random, steps);
                    if (limited.usedBytes() != 0) {
                        throw new AssertionError(limited + " has bytes left");
                    }
                }
            }
        }

        private static void watched(
                MemoryResource resource, Life life, RandomGenerator random, int steps) {
            try (TrackingResource tracking = new TrackingResource(resource, 1 << 16)) {
                life.live(tracking, random, steps);
                tracking.check();
            }
        }
    }

    private RandomRun() {}

    /**
     * Runs lives on random resources until their steps add up.
     *
     * @param container what is printed with the seed
     * @param life what to run
     */
    public static void of(String container, Life life) {
        long seed = Long.getLong("dev.kanishk.collections.randomRunSeed", System.nanoTime());
        System.out.println("random run of " + container + ", seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        List<Kind> kinds = List.of(Kind.values());
        for (long done = 0, lives = 0; done < STEPS; done += STEPS_OF_A_LIFE, lives++) {
            Kind kind =
                    lives < kinds.size()
                            ? kinds.get((int) lives)
                            : kinds.get(random.nextInt(kinds.size()));
            try (TrackingResource upstream = new TrackingResource(MemoryResource.system())) {
                kind.live(upstream, life, random.split(), STEPS_OF_A_LIFE);
            }
        }
    }
}

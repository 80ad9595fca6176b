package dev.kanishk.collections.memory;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Fails on purpose, for tests of what happens then: the n-th request, every one from the n-th on,
 * or some by a seed.
 *
 * <p>Requests are {@link #allocate} and {@link #reallocate}, which then throw {@link
 * AllocationFailedException}, and {@link #tryResize}, which then returns null. Until told to fail
 * it passes everything on. Any number of threads may use it if they may use what it watches.
 */
public final class FailingResource implements MemoryResource {
    private final MemoryResource upstream;
    private long requests;
    private long failures;
    private long firstToFail = Long.MAX_VALUE;
    private long lastToFail = Long.MAX_VALUE;
    private @Nullable RandomGenerator random;
    private double probability;

    /**
     * Makes a resource that does not fail yet.
     *
     * @param upstream where blocks come from
     */
    public FailingResource(MemoryResource upstream) {
        this.upstream = Objects.requireNonNull(upstream, "upstream");
    }

    /**
     * Lets a number of requests pass and every one after them fail.
     *
     * @param successes how many more pass, at least 0
     */
    public synchronized void failAfter(long successes) {
        fail(successes, Long.MAX_VALUE);
    }

    /**
     * Lets a number of requests pass and only the one after them fail.
     *
     * @param successes how many more pass before it, at least 0
     */
    public synchronized void failOnceAfter(long successes) {
        fail(successes, later(successes));
    }

    /**
     * Lets each request fail with a probability. The same seed and requests give the same failures.
     *
     * @param seed the seed
     * @param failureProbability from 0 to 1
     */
    public synchronized void failRandomly(long seed, double failureProbability) {
        if (!(failureProbability >= 0 && failureProbability <= 1)) {
            throw new IllegalArgumentException(
                    "a probability is from 0 to 1, not " + failureProbability);
        }
        failNoMore();
        random = new SplittableRandom(seed);
        probability = failureProbability;
    }

    /** Lets every request pass from now on. */
    public synchronized void failNoMore() {
        firstToFail = Long.MAX_VALUE;
        lastToFail = Long.MAX_VALUE;
        random = null;
    }

    /**
     * Returns how many requests there were, those that failed included.
     *
     * @return the number of requests so far
     */
    public synchronized long requests() {
        return requests;
    }

    /**
     * Returns how many requests failed on purpose.
     *
     * @return the number of failures so far
     */
    public synchronized long failures() {
        return failures;
    }

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        admit(byteSize);
        return upstream.allocate(byteSize, byteAlignment);
    }

    @Override
    public @Nullable MemorySegment tryResize(MemorySegment block, long newByteSize) {
        return failsNow() ? null : upstream.tryResize(block, newByteSize);
    }

    @Override
    public MemorySegment reallocate(MemorySegment block, long newByteSize, long byteAlignment) {
        admit(newByteSize);
        return upstream.reallocate(block, newByteSize, byteAlignment);
    }

    @Override
    public void free(MemorySegment block) {
        upstream.free(block);
    }

    @Override
    public String toString() {
        return "FailingResource[" + upstream + "]";
    }

    private void fail(long successes, long last) {
        if (successes < 0) {
            throw new IllegalArgumentException("successes are at least 0, not " + successes);
        }
        failNoMore();
        firstToFail = later(successes);
        lastToFail = last;
    }

    private long later(long successes) {
        return successes > Long.MAX_VALUE - requests ? Long.MAX_VALUE : requests + successes;
    }

    private void admit(long byteSize) {
        if (failsNow()) {
            throw new AllocationFailedException("made to fail for " + byteSize + " bytes");
        }
    }

    private synchronized boolean failsNow() {
        long request = requests++;
        boolean fails =
                random != null
                        ? random.nextDouble() < probability
                        : request >= firstToFail && request <= lastToFail;
        if (fails) {
            failures++;
        }
        return fails;
    }
}

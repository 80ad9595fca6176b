package dev.kanishk.collections.jmh;

import dev.kanishk.collections.pool.BufferPool;
import dev.kanishk.collections.pool.ObjectPool;
import dev.kanishk.collections.pool.PoolOptions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One thread acquires and releases: what the pool for many threads costs over that for one. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PoolBenchmark {
    private static final int CAPACITY = 64;
    private static final int BUFFER_BYTES = 256;
    private static final PoolOptions CONCURRENT = new PoolOptions(false, false);
    private static final PoolOptions CONFINED = new PoolOptions(true, false);

    private final ObjectPool<long[]> concurrentObjects =
            ObjectPool.of(CAPACITY, () -> new long[4], CONCURRENT);
    private final ObjectPool<long[]> confinedObjects =
            ObjectPool.of(CAPACITY, () -> new long[4], CONFINED);
    private final BufferPool concurrentBuffers = BufferPool.over(block(), BUFFER_BYTES, CONCURRENT);
    private final BufferPool confinedBuffers = BufferPool.over(block(), BUFFER_BYTES, CONFINED);

    /** An object from a pool for many threads. */
    @Benchmark
    public long[] concurrentObject() {
        long[] acquired = concurrentObjects.acquire();
        concurrentObjects.release(acquired);
        return acquired;
    }

    /** An object from a pool for one thread. */
    @Benchmark
    public long[] confinedObject() {
        long[] acquired = confinedObjects.acquire();
        confinedObjects.release(acquired);
        return acquired;
    }

    /** A buffer from a pool for many threads. */
    @Benchmark
    public MemorySegment concurrentBuffer() {
        MemorySegment acquired = concurrentBuffers.acquire();
        concurrentBuffers.release(acquired);
        return acquired;
    }

    /** A buffer from a pool for one thread. */
    @Benchmark
    public MemorySegment confinedBuffer() {
        MemorySegment acquired = confinedBuffers.acquire();
        confinedBuffers.release(acquired);
        return acquired;
    }

    private static MemorySegment block() {
        return Arena.ofAuto().allocate((long) CAPACITY * BUFFER_BYTES, 64);
    }
}

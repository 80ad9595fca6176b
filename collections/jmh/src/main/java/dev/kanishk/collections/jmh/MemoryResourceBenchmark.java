package dev.kanishk.collections.jmh;

import dev.kanishk.collections.memory.MemoryResource;
import dev.kanishk.collections.memory.MonotonicResource;
import dev.kanishk.collections.memory.PoolResource;
import dev.kanishk.collections.memory.SynchronizedPoolResource;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A block allocated and freed while 64 others live, the oldest of which goes each time; the time is
 * that of one pair.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MemoryResourceBenchmark {
    private static final int LIVE = 64;

    /** The size of the blocks in bytes. */
    @Param({"16", "128", "4096"})
    public int byteSize;

    /** Which resource, on the system resource. */
    @Param({"system", "monotonic", "pool", "synchronizedPool"})
    public String kind = "system";

    private final MemorySegment[] blocks = new MemorySegment[LIVE];
    private MemoryResource resource = MemoryResource.system();
    private int next;

    /** Makes the resource and the blocks that live. */
    @Setup(Level.Trial)
    public void open() {
        resource =
                switch (kind) {
                    case "system" -> MemoryResource.system();
                    case "monotonic" -> new MonotonicResource(MemoryResource.system(), 1 << 20);
                    case "pool" -> new PoolResource(MemoryResource.system());
                    case "synchronizedPool" ->
                            new SynchronizedPoolResource(MemoryResource.system());
                    default -> throw new IllegalArgumentException(kind);
                };
        for (int i = 0; i < LIVE; i++) {
            blocks[i] = resource.allocate(byteSize, 16);
        }
    }

    /** Gives the memory back. */
    @TearDown(Level.Trial)
    public void close() throws Exception {
        if (resource instanceof AutoCloseable closeable) {
            closeable.close();
        } else {
            for (MemorySegment block : blocks) {
                resource.free(block);
            }
        }
    }

    /**
     * Frees the oldest block and allocates one; a monotonic resource starts again when it is full.
     */
    @Benchmark
    public MemorySegment allocateAndFree() {
        next = (next + 1) % LIVE;
        resource.free(blocks[next]);
        if (next == 0 && resource instanceof MonotonicResource monotonic) {
            monotonic.release();
        }
        MemorySegment block = resource.allocate(byteSize, 16);
        blocks[next] = block;
        return block;
    }
}

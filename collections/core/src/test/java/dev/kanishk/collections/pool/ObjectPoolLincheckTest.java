package dev.kanishk.collections.pool;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every interleaving of a pool's users is one of a stack of free objects. */
public class ObjectPoolLincheckTest {
    private static final int CAPACITY = 2;

    private int made;
    private final ObjectPool<Integer> pool =
            ObjectPool.of(CAPACITY, () -> made++, new PoolOptions(false, false));
    private final @Nullable Integer[] held = new Integer[16];

    @Operation
    public int acquire(@Param(gen = ThreadIdGen.class) int thread) {
        if (held[thread] != null) {
            return -2;
        }
        Integer item = pool.tryAcquire();
        held[thread] = item;
        return item == null ? -1 : item;
    }

    @Operation
    public int release(@Param(gen = ThreadIdGen.class) int thread) {
        Integer item = held[thread];
        if (item == null) {
            return -2;
        }
        held[thread] = null;
        pool.release(item);
        return item;
    }

    @Test
    void isLinearizable() {
        new ModelCheckingOptions()
                .threads(3)
                .actorsPerThread(3)
                .iterations(5)
                .invocationsPerIteration(200)
                .sequentialSpecification(SequentialPool.class)
                .check(ObjectPoolLincheckTest.class);
    }

    /** A stack of free objects without concurrency. */
    public static class SequentialPool {
        private final Deque<Integer> free = new ArrayDeque<>();
        private final @Nullable Integer[] held = new Integer[16];

        public SequentialPool() {
            for (int i = CAPACITY - 1; i >= 0; i--) {
                free.push(i);
            }
        }

        public int acquire(int thread) {
            if (held[thread] != null) {
                return -2;
            }
            held[thread] = free.poll();
            Integer item = held[thread];
            return item == null ? -1 : item;
        }

        public int release(int thread) {
            Integer item = held[thread];
            if (item == null) {
                return -2;
            }
            held[thread] = null;
            free.push(item);
            return item;
        }
    }
}

package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.collections.vector.LongAppender;
import dev.kanishk.collections.vector.LongBoundedAppender;
import dev.kanishk.collections.vector.LongVector;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The same pushes as in {@link LongPushBackHot} through an appender, which has the vector's state
 * in local variables; C++ pushes onto its vector, as it does there.
 */
public class LongAppending extends MeanTime {
    /** How many elements. */
    @Param("2048")
    public int size;

    private final LongVector ours = new LongVector();

    /** Gives the memory back. */
    @TearDown
    public void close() {
        ours.close();
    }

    /** Pushes onto ours by an appender that grows the vector when it has to. */
    @Benchmark
    public long ours() {
        LongVector vector = ours;
        int count = size;
        vector.clear();
        try (LongAppender appender = vector.appender()) {
            for (int i = 0; i < count; i++) {
                appender.pushBack(i);
            }
        }
        return vector.size();
    }

    /** Pushes onto ours by an appender that was told how many will come. */
    @Benchmark
    public long oursBounded() {
        LongVector vector = ours;
        int count = size;
        vector.clear();
        try (LongBoundedAppender appender = vector.appender(count)) {
            for (int i = 0; i < count; i++) {
                appender.pushBack(i);
            }
        }
        return vector.size();
    }
}

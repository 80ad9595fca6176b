package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.collections.vector.LongAppender;
import dev.kanishk.collections.vector.LongVector;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The same pushes as in {@link LongPushBackHot} through an appender, which has the vector's state
 * in local variables; C++ pushes onto its vector.
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

    /** Pushes onto ours by its appender. */
    @Benchmark
    public long ours() {
        ours.clear();
        try (LongAppender appender = ours.appender()) {
            for (int i = 0; i < size; i++) {
                appender.pushBack(i);
            }
        }
        return ours.size();
    }
}

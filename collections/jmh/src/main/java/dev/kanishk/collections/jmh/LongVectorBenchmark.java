package dev.kanishk.collections.jmh;

import dev.kanishk.collections.vector.LongAppender;
import dev.kanishk.collections.vector.LongVector;
import java.util.SplittableRandom;
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

/** The vector's operations over all its elements; the time is that of the whole pass. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LongVectorBenchmark {
    /** How many elements. */
    @Param({"2048", "1000000"})
    public int size;

    private final LongVector vector = new LongVector();
    private final LongVector sorted = new LongVector();
    private final LongVector copy = new LongVector();

    /** Fills the vector with random elements. */
    @Setup(Level.Trial)
    public void fill() {
        new SplittableRandom(1).longs(size).forEach(vector::pushBack);
        sorted.reserve(size);
        copy.assignRange(vector);
    }

    /** Gives the memory back. */
    @TearDown(Level.Trial)
    public void close() {
        vector.close();
        sorted.close();
        copy.close();
    }

    /** Writes each element. */
    @Benchmark
    public LongVector fillAll() {
        vector.fill(0, size, 7);
        return vector;
    }

    /** Copies the elements and sorts the copy. */
    @Benchmark
    public LongVector copyAndSort() {
        sorted.clear();
        sorted.appendRange(vector);
        sorted.sort();
        return sorted;
    }

    /** Adds an element in the middle and takes it away. */
    @Benchmark
    public long insertAndEraseInTheMiddle() {
        vector.insert(size / 2, 1);
        vector.erase(size / 2);
        return vector.size();
    }

    /** Pushes as many elements as there are onto a vector that has room. */
    @Benchmark
    public LongVector pushAll() {
        sorted.clear();
        for (int i = 0; i < size; i++) {
            sorted.pushBack(i);
        }
        return sorted;
    }

    /** The same through an appender. */
    @Benchmark
    public LongVector appendAll() {
        sorted.clear();
        try (LongAppender appender = sorted.appender()) {
            for (int i = 0; i < size; i++) {
                appender.pushBack(i);
            }
        }
        return sorted;
    }

    /** Replaces each element in a loop of the user's. */
    @Benchmark
    public LongVector mapInPlace() {
        for (int i = 0; i < size; i++) {
            vector.set(i, vector.get(i) * 3 + 1);
        }
        return vector;
    }

    /** Adds up all elements. */
    @Benchmark
    public long sumOfAll() {
        return vector.sum();
    }

    /** Compares all elements with equal ones of a copy. */
    @Benchmark
    public boolean equalsCopy() {
        return vector.equals(copy);
    }
}

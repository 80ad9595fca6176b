package dev.kanishk.collections.jmh;

import dev.kanishk.collections.object.Lifecycle;
import dev.kanishk.collections.object.ObjectVector;
import dev.kanishk.collections.text.StringVector;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A hundred thousand strings, half of 11 bytes, half of 24, beside the JDK's list of them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StringVectorBenchmark {
    private static final int SIZE = 100_000;

    private final List<String> list = new ArrayList<>();
    private final StringVector vector = new StringVector();

    /** Fills both with the same strings. */
    @Setup(Level.Trial)
    public void fill() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < SIZE; i++) {
            String start = Integer.toString(1_000_000_000 + random.nextInt(1_000_000_000));
            list.add(i % 2 == 0 ? start + "k" : start + "-is-longer-yet");
        }
        vector.append(list);
    }

    /** Gives the memory back. */
    @TearDown(Level.Trial)
    public void close() {
        vector.close();
    }

    /** Encodes and adds all. */
    @Benchmark
    public long push() {
        try (StringVector fresh = new StringVector()) {
            for (String text : list) {
                fresh.pushBack(text);
            }
            return fresh.size();
        }
    }

    /** Copies all. */
    @Benchmark
    public long copy() {
        try (StringVector copy = vector.copy()) {
            return copy.size();
        }
    }

    /** Adds one in the middle and takes it away. */
    @Benchmark
    public long insertAndEraseInTheMiddle() {
        vector.insert(SIZE / 2, "in between");
        vector.erase(SIZE / 2);
        return vector.size();
    }

    /** Copies all and sorts the copy. */
    @Benchmark
    public long copyAndSort() {
        try (StringVector copy = vector.copy()) {
            copy.sort();
            return copy.size();
        }
    }

    /** Copies the JDK's list and sorts the copy. */
    @Benchmark
    public long copyAndSortList() {
        List<String> copy = new ArrayList<>(list);
        copy.sort(null);
        return copy.size();
    }

    /** Lends the strings to a vector with lifecycles, one by one. */
    @Benchmark
    public long pushObjects() {
        try (ObjectVector<String> objects =
                new ObjectVector<>(Lifecycle.of(text -> text, text -> {}))) {
            for (String text : list) {
                objects.pushBack(text);
            }
            return objects.size();
        }
    }

    /** Adds the strings to the JDK's list, one by one. */
    @Benchmark
    public long pushToList() {
        List<String> fresh = new ArrayList<>();
        for (String text : list) {
            fresh.add(text);
        }
        return fresh.size();
    }
}

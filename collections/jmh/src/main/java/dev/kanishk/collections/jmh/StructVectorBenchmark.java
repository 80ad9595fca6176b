package dev.kanishk.collections.jmh;

import dev.kanishk.collections.struct.ColumnVector;
import dev.kanishk.collections.struct.StructField;
import dev.kanishk.collections.struct.StructSchema;
import dev.kanishk.collections.struct.StructVector;
import java.util.ArrayList;
import java.util.Arrays;
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

/** Structs of 32 bytes: a million pushed, and one field of a million summed. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StructVectorBenchmark {
    /** What is pushed and summed. */
    public record Tick(long time, long price, long quantity, long venue) {}

    private static final int SIZE = 1_000_000;
    private static final StructSchema<Tick> TICK = StructSchema.of(Tick.class);
    private static final StructField.OfLong TIME = TICK.longField("time");
    private static final StructField.OfLong PRICE = TICK.longField("price");
    private static final StructField.OfLong QUANTITY = TICK.longField("quantity");
    private static final StructField.OfLong VENUE = TICK.longField("venue");

    private final StructVector<Tick> slots = new StructVector<>(TICK);
    private final ColumnVector<Tick> columns = new ColumnVector<>(TICK);
    private final ArrayList<Tick> records = new ArrayList<>();
    private final long[] prices = new long[SIZE];

    /** Fills all with the same elements. */
    @Setup(Level.Trial)
    public void fill() {
        for (int i = 0; i < SIZE; i++) {
            Tick tick = new Tick(i, i * 0x9E3779B97F4A7C15L, 2, 3);
            slots.pushBack(tick);
            columns.pushBack(tick);
            records.add(tick);
            prices[i] = tick.price();
        }
    }

    /** Gives the memory back. */
    @TearDown(Level.Trial)
    public void close() {
        slots.close();
        columns.close();
    }

    /** Fills new slots field by field. */
    @Benchmark
    public long pushSlots() {
        try (StructVector<Tick> vector = new StructVector<>(TICK)) {
            for (int i = 0; i < SIZE; i++) {
                vector.emplaceBack()
                        .setLong(TIME, i)
                        .setLong(PRICE, 1)
                        .setLong(QUANTITY, 2)
                        .setLong(VENUE, 3);
            }
            return vector.size();
        }
    }

    /** Adds a new record each to the JDK's list. */
    @Benchmark
    public long pushRecords() {
        ArrayList<Tick> list = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            list.add(new Tick(i, 1, 2, 3));
        }
        return list.size();
    }

    /** Four arrays, doubled by hand. */
    @Benchmark
    public long pushArrays() {
        long[] a = new long[8];
        long[] b = new long[8];
        long[] c = new long[8];
        long[] d = new long[8];
        for (int i = 0; i < SIZE; i++) {
            if (i == a.length) {
                a = Arrays.copyOf(a, 2 * i);
                b = Arrays.copyOf(b, 2 * i);
                c = Arrays.copyOf(c, 2 * i);
                d = Arrays.copyOf(d, 2 * i);
            }
            a[i] = i;
            b[i] = 1;
            c[i] = 2;
            d[i] = 3;
        }
        return a[SIZE - 1] + b[SIZE - 1] + c[SIZE - 1] + d[SIZE - 1];
    }

    /** Reads a field of each slot. */
    @Benchmark
    public long sumSlots() {
        long sum = 0;
        for (long i = 0; i < slots.size(); i++) {
            sum += slots.getLong(i, PRICE);
        }
        return sum;
    }

    /** Reads the field's column. */
    @Benchmark
    public long sumColumn() {
        long sum = 0;
        for (long i = 0; i < columns.size(); i++) {
            sum += columns.getLong(i, PRICE);
        }
        return sum;
    }

    /** Reads an array. */
    @Benchmark
    public long sumArray() {
        long sum = 0;
        for (long price : prices) {
            sum += price;
        }
        return sum;
    }

    /** Reads the records of the JDK's list. */
    @Benchmark
    public long sumRecords() {
        long sum = 0;
        for (Tick tick : records) {
            sum += tick.price();
        }
        return sum;
    }
}

package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.collections.text.StringVector;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A copy of a string vector, made and thrown away. The JDK's list copies references, since its
 * strings never change.
 */
public class StringCopy extends MeanTime {
    /** How many strings. */
    @Param("100000")
    public int size;

    /** How many bytes each has. */
    @Param({"11", "24"})
    public int length;

    private final StringVector ours = new StringVector();
    private final ArrayList<String> arrayList = new ArrayList<>();

    /** Gives all the same elements. */
    @Setup
    public void fill() {
        Texts texts = new Texts(length);
        for (int i = 0; i < size; i++) {
            ours.pushBack(texts.bytes, texts.begin(i), texts.begin(i) + length);
            arrayList.add(texts.string(i));
        }
    }

    /** Gives the memory back. */
    @TearDown
    public void close() {
        ours.close();
    }

    /** Copies ours. */
    @Benchmark
    public long ours() {
        try (StringVector copy = ours.copy()) {
            return copy.byteLength(size - 1);
        }
    }

    /** Copies the list of the JDK. */
    @Benchmark
    public List<String> arrayList() {
        return new ArrayList<>(arrayList);
    }
}

package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.collections.text.StringVector;
import java.util.ArrayList;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** One string put into the middle of a vector that has room, and taken out again. */
public class StringInsertErase extends MeanTime {
    /** How many strings. */
    @Param("100000")
    public int size;

    /** How many bytes each has. */
    @Param("11")
    public int length;

    private final StringVector ours = new StringVector();
    private final ArrayList<String> arrayList = new ArrayList<>();
    private Texts texts = new Texts(0);

    /** Gives all the same elements. */
    @Setup
    public void fill() {
        texts = new Texts(length);
        ours.reserve(size + 1L);
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

    /** Changes ours. */
    @Benchmark
    public long ours() {
        int begin = texts.begin(42);
        ours.insert(size / 2, texts.bytes, begin, begin + length);
        ours.erase(size / 2);
        return ours.size();
    }

    /** Changes the list of the JDK. */
    @Benchmark
    public String arrayList() {
        arrayList.add(size / 2, texts.string(42));
        return arrayList.remove(size / 2);
    }
}

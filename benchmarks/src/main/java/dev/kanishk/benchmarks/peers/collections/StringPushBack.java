package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.collections.text.StringVector;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * A string vector's life: made, filled without a reservation by strings from a buffer of bytes,
 * thrown away. {@code std::string} holds up to 15 bytes in itself.
 */
public class StringPushBack extends MeanTime {
    /** How many strings. */
    @Param("100000")
    public int size;

    /** How many bytes each has. */
    @Param({"11", "24"})
    public int length;

    private Texts texts = new Texts(0);

    /** Makes the buffer. */
    @Setup
    public void make() {
        texts = new Texts(length);
    }

    /** Pushes onto ours. */
    @Benchmark
    public long ours() {
        try (StringVector vector = new StringVector()) {
            for (int i = 0; i < size; i++) {
                int begin = texts.begin(i);
                vector.pushBack(texts.bytes, begin, begin + length);
            }
            return vector.byteLength(size - 1);
        }
    }

    /** Adds strings to the list of the JDK. */
    @Benchmark
    public List<String> arrayList() {
        ArrayList<String> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add(texts.string(i));
        }
        return list;
    }
}

package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.collections.memory.HugePageResource;
import dev.kanishk.collections.memory.MemoryResource;
import dev.kanishk.collections.struct.StructField;
import dev.kanishk.collections.struct.StructSchema;
import dev.kanishk.collections.struct.StructVector;
import java.util.ArrayList;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Ten million structs of four {@code long} fields, 32 bytes each, pushed without a reservation onto
 * the first large vector of a process, and its end. Ours is on a resource that reserves address
 * space and asks for huge pages; the JDK's list gets a record for each.
 */
public class StructPushBackFresh extends FreshProcess {
    private static final StructSchema<Order> ORDER = StructSchema.of(Order.class);
    private static final StructField.OfLong ID = ORDER.longField("id");
    private static final StructField.OfLong PRICE = ORDER.longField("price");
    private static final StructField.OfLong QUANTITY = ORDER.longField("quantity");
    private static final StructField.OfLong TIME = ORDER.longField("time");

    private static final MemoryResource HUGE_PAGES = new HugePageResource(MemoryResource.system());

    /** How many elements. */
    @Param("10000000")
    public int size;

    /** Loads the classes. */
    @Setup
    public void link() {
        int wanted = size;
        size = LINKED;
        ours();
        arrayList();
        size = wanted;
    }

    /** Makes structs at the end of ours. */
    @Benchmark
    public long ours() {
        try (StructVector<Order> vector = new StructVector<>(ORDER, HUGE_PAGES)) {
            int count = size;
            for (int i = 0; i < count; i++) {
                vector.emplaceBack()
                        .setLong(ID, i)
                        .setLong(PRICE, i + 1)
                        .setLong(QUANTITY, i + 2)
                        .setLong(TIME, i + 3);
            }
            return vector.getLong(size - 1L, TIME);
        }
    }

    /** Adds records to the list of the JDK. */
    @Benchmark
    public long arrayList() {
        ArrayList<Order> list = new ArrayList<>();
        int count = size;
        for (int i = 0; i < count; i++) {
            list.add(new Order(i, i + 1L, i + 2L, i + 3L));
        }
        return list.get(size - 1).time();
    }

    /**
     * What is pushed.
     *
     * @param id a number
     * @param price a number
     * @param quantity a number
     * @param time a number
     */
    public record Order(long id, long price, long quantity, long time) {}
}

package dev.kanishk.collections.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.collections.memory.MemoryResource;
import dev.kanishk.collections.memory.TrackingResource;
import dev.kanishk.collections.vector.LongVector;
import java.lang.foreign.MemorySegment;
import java.util.stream.LongStream;
import org.apache.arrow.c.ArrowArray;
import org.apache.arrow.c.ArrowSchema;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.Test;

/**
 * Vectors exchanged with Arrow's own Java library, which needs flags that only this test's JVM
 * gets.
 */
class ArrowJavaTest {
    private static final long[] NUMBERS = LongStream.range(-500, 500).toArray();

    @Test
    void arrowReadsOurElementsWhereTheyLieAndReleasesThemOnce() {
        try (TrackingResource tracking = new TrackingResource(MemoryResource.system());
                BufferAllocator allocator = new RootAllocator();
                ArrowArray array = ArrowArray.allocateNew(allocator);
                ArrowSchema schema = ArrowSchema.allocateNew(allocator);
                LongVector ours = new LongVector(tracking)) {
            ours.appendRange(NUMBERS);
            long address = ours.data().address();
            LongArrowExchange.exportTo(ours, struct(array), struct(schema));

            try (BigIntVector theirs =
                    (BigIntVector) Data.importVector(allocator, array, schema, null)) {
                assertThat(theirs.getDataBufferAddress()).isEqualTo(address);
                assertThat(theirs.getValueCount()).isEqualTo(NUMBERS.length);
                assertThat(theirs.getNullCount()).isZero();
                for (int i = 0; i < NUMBERS.length; i++) {
                    assertThat(theirs.get(i)).isEqualTo(NUMBERS[i]);
                }
                assertThat(tracking.outstandingBlocks()).isEqualTo(1);
            }
            assertThat(tracking.outstandingBlocks()).isZero();
        }
    }

    @Test
    void weReadArrowsElementsWhereTheyLieAndReleaseThemOnce() {
        try (BufferAllocator allocator = new RootAllocator();
                ArrowArray array = ArrowArray.allocateNew(allocator);
                ArrowSchema schema = ArrowSchema.allocateNew(allocator)) {
            long structs = allocator.getAllocatedMemory();
            long address;
            try (BigIntVector theirs = new BigIntVector("numbers", allocator)) {
                theirs.allocateNew(NUMBERS.length);
                for (int i = 0; i < NUMBERS.length; i++) {
                    theirs.set(i, NUMBERS[i]);
                }
                theirs.setValueCount(NUMBERS.length);
                address = theirs.getDataBufferAddress();
                Data.exportVector(allocator, theirs, null, array, schema);
            }

            try (LongVector ours = LongArrowExchange.importFrom(struct(array), struct(schema))) {
                assertThat(ours.data().address()).isEqualTo(address);
                assertThat(ours.toArray()).isEqualTo(NUMBERS);
                assertThat(allocator.getAllocatedMemory()).isGreaterThan(structs);

                ours.pushBack(7);

                assertThat(ours.data().address()).isNotEqualTo(address);
                assertThat(allocator.getAllocatedMemory()).isEqualTo(structs);
                assertThat(ours.size()).isEqualTo(NUMBERS.length + 1);
            }
        }
    }

    @SuppressWarnings("restricted") // Arrow made the struct
    private static MemorySegment struct(ArrowArray array) {
        return MemorySegment.ofAddress(array.memoryAddress()).reinterpret(ArrowStructs.ARRAY_BYTES);
    }

    @SuppressWarnings("restricted") // Arrow made the struct
    private static MemorySegment struct(ArrowSchema schema) {
        return MemorySegment.ofAddress(schema.memoryAddress())
                .reinterpret(ArrowStructs.SCHEMA_BYTES);
    }
}

package dev.kanishk.collections.struct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.collections.memory.AllocationFailedException;
import dev.kanishk.collections.memory.FailingResource;
import dev.kanishk.collections.memory.LimitedResource;
import dev.kanishk.collections.memory.MemoryResource;
import dev.kanishk.collections.memory.MonotonicResource;
import dev.kanishk.collections.memory.NativeAccess;
import dev.kanishk.collections.memory.TrackingResource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ConcurrentModificationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StructVectorTest {
    record Order(long id, int quantity, double price) {
        Order {
            if (quantity == 666) {
                throw new IllegalArgumentException("refused");
            }
        }

        @Override
        public double price() {
            if (price < 0) {
                throw new IllegalStateException("no price");
            }
            return price;
        }
    }

    private static final StructSchema<Order> ORDER = StructSchema.of(Order.class);
    private static final StructField.OfLong ID = ORDER.longField("id");
    private static final StructField.OfInt QUANTITY = ORDER.intField("quantity");
    private static final StructField.OfDouble PRICE = ORDER.doubleField("price");

    private static Stream<StructSequence<Order>> forms() {
        return Stream.of(new StructVector<>(ORDER), new ColumnVector<>(ORDER));
    }

    @Test
    void allocatesNothingBeforeTheFirstElement() {
        LimitedResource resource = new LimitedResource(MemoryResource.system(), 0);
        try (StructVector<Order> vector = new StructVector<>(ORDER, resource);
                ColumnVector<Order> columns = new ColumnVector<>(ORDER, resource)) {
            assertThat(vector.capacity()).isZero();
            assertThat(columns.capacity()).isZero();
            assertThat(vector.copy()).isEqualTo(vector);
        }
    }

    @Test
    void givesEachSlotToBeFilledZeroed() {
        forms().forEach(vector -> {
            vector.emplaceBack().setLong(ID, -1).setInt(QUANTITY, -1);
            vector.popBack();
            vector.emplaceBack().setDouble(PRICE, 2.5);
            assertThat(vector.get(0)).isEqualTo(new Order(0, 0, 2.5));
            vector.close();
        });
    }

    @Test
    void loopsByCursor() {
        forms().forEach(vector -> {
            for (int i = 0; i < 1000; i++) {
                vector.emplaceBack().setInt(QUANTITY, i);
            }
            long sum = 0;
            StructCursor cursor = vector.cursor();
            while (cursor.next()) {
                sum += cursor.getInt(QUANTITY);
            }
            assertThat(sum).isEqualTo(999 * 1000 / 2);
            assertThat(cursor.next()).isFalse();
            assertThat(cursor.moveTo(7).getInt(QUANTITY)).isEqualTo(7);
            vector.close();
        });
    }

    @Test
    void namesIndexAndSizeOfAWrongAccess() {
        forms().forEach(vector -> {
            vector.pushBack(new Order(1, 2, 3));
            assertThatThrownBy(() -> vector.getLong(1, ID))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("index 1, size 1");
            assertThatThrownBy(() -> vector.setLong(-1, ID, 0)).hasMessage("index -1, size 1");
            assertThatThrownBy(() -> vector.cursor().getLong(ID)).hasMessage("index -1, size 1");
            assertThatThrownBy(() -> vector.insert(2, new Order(1, 2, 3)))
                    .hasMessage("index 2 to insert at, size 1");
            assertThatThrownBy(() -> vector.erase(0, 2)).hasMessage("from 0 to 2, size 1");
            assertThatThrownBy(() -> vector.slice(1, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> vector.resize(-1))
                    .isInstanceOf(IllegalArgumentException.class);
            vector.close();
        });
    }

    @Test
    void refusesTheFieldOfAnotherSchema() {
        StructField.OfLong other = StructSchema.of(Order.class).longField("id");
        forms().forEach(vector -> {
            vector.pushBack(new Order(1, 2, 3));
            assertThatThrownBy(() -> vector.getLong(0, other))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("long id at byte 0 of Order");
            vector.close();
        });
    }

    @Test
    void refusesEveryUseAfterClose() {
        forms().forEach(vector -> {
            vector.pushBack(new Order(1, 2, 3));
            StructSlice<Order> slice = vector.slice(0, 1);
            StructCursor cursor = vector.cursor();
            cursor.next();
            vector.close();
            vector.close();

            Stream.<Runnable>of(
                            () -> vector.pushBack(new Order(1, 2, 3)),
                            vector::emplaceBack,
                            vector::popBack,
                            () -> vector.getLong(0, ID),
                            () -> vector.get(0),
                            () -> slice.getLong(0, ID),
                            () -> slice.sortBy(ID),
                            () -> cursor.getLong(ID),
                            () -> vector.sortBy(ID),
                            () -> vector.reserve(1),
                            () -> vector.removeIf(i -> true),
                            vector::clear,
                            vector::stream)
                    .forEach(use ->
                            assertThatThrownBy(use::run)
                                    .isInstanceOf(IllegalStateException.class)
                                    .hasMessageContaining("is closed"));
            assertThat(vector.size()).isZero();
        });
    }

    @Test
    void endsTheLifeOfExposedMemoryWithTheBlock() {
        try (StructVector<Order> vector = new StructVector<>(ORDER);
                ColumnVector<Order> columns = new ColumnVector<>(ORDER)) {
            vector.pushBack(new Order(4, 2, 3));
            columns.pushBack(new Order(5, 2, 3));
            MemorySegment slots = vector.segment();
            MemorySegment ids = columns.column(ID);
            assertThat(slots.byteSize()).isEqualTo(ORDER.slotBytes());
            assertThat(slots.get(ValueLayout.JAVA_LONG, ID.byteOffset())).isEqualTo(4);
            ids.setAtIndex(ValueLayout.JAVA_LONG, 0, 6);
            assertThat(columns.getLong(0, ID)).isEqualTo(6);

            vector.reserve(1000);
            columns.reserve(1000);

            if (NativeAccess.isEnabled()) {
                assertThatThrownBy(() -> slots.get(ValueLayout.JAVA_LONG, 0))
                        .isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> ids.get(ValueLayout.JAVA_LONG, 0))
                        .isInstanceOf(IllegalStateException.class);
            }
        }
    }

    @Test
    void staysAsItWasIfARecordsAccessorThrows() {
        forms().forEach(vector -> {
            vector.pushBack(new Order(1, 2, 3));
            assertThatThrownBy(() -> vector.pushBack(new Order(2, 2, -1))).hasMessage("no price");
            assertThatThrownBy(() -> vector.insert(0, 3, new Order(2, 2, -1)))
                    .hasMessage("no price");
            assertThat(vector.stream()).containsExactly(new Order(1, 2, 3));
            vector.setInt(0, QUANTITY, 666);
            assertThatThrownBy(() -> vector.get(0)).hasMessage("refused");
            vector.close();
        });
    }

    @Test
    void staysAsItWasIfAComparatorThrowsOrChangesIt() {
        forms().forEach(vector -> {
            for (int i = 0; i < 100; i++) {
                vector.emplaceBack().setLong(ID, -i);
            }
            assertThatThrownBy(() ->
                            vector.sort((a, b) -> {
                                throw new IllegalStateException();
                            }))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() ->
                            vector.sortBy(i -> {
                                vector.emplaceBack();
                                return i;
                            }))
                    .isInstanceOf(ConcurrentModificationException.class);
            assertThatThrownBy(() ->
                            vector.removeIf(i -> {
                                vector.clear();
                                vector.shrinkToFit();
                                return true;
                            }))
                    .isInstanceOf(ConcurrentModificationException.class);
            vector.close();
        });
    }

    @Test
    void removesWhatWasChosenBeforeAPredicateThrows() {
        forms().forEach(vector -> {
            for (int i = 0; i < 10; i++) {
                vector.emplaceBack().setLong(ID, i);
            }
            assertThatThrownBy(() ->
                            vector.removeIf(i -> {
                                if (i == 5) {
                                    throw new IllegalStateException();
                                }
                                return i % 2 == 0;
                            }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(vector.stream().map(Order::id)).containsExactly(1L, 3L, 5L, 6L, 7L, 8L, 9L);
            vector.close();
        });
    }

    @Test
    void sortsDoublesAsJavaComparesThem() {
        forms().forEach(vector -> {
            double[] prices = {1, Double.NaN, 0.0, 3, Double.POSITIVE_INFINITY, 2, 0.5};
            for (double price : prices) {
                vector.emplaceBack().setDouble(PRICE, price);
            }
            vector.emplaceBack().setDouble(PRICE, -0.0);
            vector.emplaceBack().setDouble(PRICE, -7);
            vector.sortBy(PRICE);
            double before = Double.NEGATIVE_INFINITY;
            for (long i = 0; i < vector.size(); i++) {
                double price = vector.getDouble(i, PRICE);
                assertThat(Double.compare(before, price)).isNotPositive();
                before = price;
            }
            vector.close();
        });
    }

    @Test
    void copiesMovesAndSwaps() {
        try (StructVector<Order> a = new StructVector<>(ORDER);
                StructVector<Order> b = new StructVector<>(ORDER)) {
            a.pushBack(new Order(1, 2, 3));
            try (StructVector<Order> copy = a.copy();
                    StructVector<Order> moved = a.move()) {
                assertThat(copy).isEqualTo(moved).hasSameHashCodeAs(moved);
                assertThat(copy.capacity()).isEqualTo(1);
                assertThat(a.isEmpty()).isTrue();
                a.pushBack(new Order(9, 9, 9));
                a.swap(b);
                assertThat(b.get(0).id()).isEqualTo(9);
                assertThat(a).isNotEqualTo(b);
                b.assign(copy);
                b.append(copy);
                assertThat(b.stream()).containsExactly(copy.get(0), copy.get(0));
            }
            LimitedResource elsewhere = new LimitedResource(MemoryResource.system(), 0);
            try (StructVector<Order> other = new StructVector<>(ORDER, elsewhere)) {
                assertThatThrownBy(() -> a.swap(other)).hasMessageContaining("one resource");
            }
        }
    }

    @Test
    void growsInsideABoundedRegionUntilThatIsFull() {
        try (MonotonicResource region = new MonotonicResource(MemoryResource.system(), 24 * 64);
                StructVector<Order> vector = new StructVector<>(ORDER, region)) {
            for (int i = 0; i < 64; i++) {
                vector.pushBack(new Order(i, i, i));
            }
            assertThatThrownBy(vector::emplaceBack).isInstanceOf(AllocationFailedException.class);
            assertThatThrownBy(() -> vector.reserve(vector.maxSize() + 1))
                    .hasMessageContaining("maxSize()");
            assertThat(vector.back()).isEqualTo(new Order(63, 63, 63));
        }
    }

    @Test
    void showsTheFirstElements() {
        try (StructVector<Order> vector = new StructVector<>(ORDER)) {
            vector.pushBack(new Order(1, 2, 3));
            assertThat(vector).hasToString("[{id=1, quantity=2, price=3.0}]");
            vector.resize(100);
            assertThat(vector.toString()).endsWith(", … 100 in all]");
        }
    }

    @Test
    void aCopyThatFailsLeavesNoColumnBehind() {
        TrackingResource tracking = new TrackingResource(MemoryResource.system());
        FailingResource resource = new FailingResource(tracking);
        try (tracking;
                ColumnVector<Order> vector = new ColumnVector<>(ORDER, resource)) {
            vector.pushBack(new Order(1, 2, 3));
            for (int successes = 0; successes < 3; successes++) {
                resource.failAfter(successes);
                assertThatThrownBy(vector::copy).isInstanceOf(AllocationFailedException.class);
                assertThat(tracking.outstandingBlocks()).isEqualTo(3);
            }
            resource.failNoMore();
        }
    }
}

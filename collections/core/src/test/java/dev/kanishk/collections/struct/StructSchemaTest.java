package dev.kanishk.collections.struct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class StructSchemaTest {
    record Inner(byte a, long b) {}

    record Outer(byte first, int second, Inner inner, boolean last) {}

    record Text(String name) {}

    @SuppressWarnings("ArrayRecordComponent") // to be refused
    record Levels(long[] levels) {}

    record Empty() {}

    @Test
    void laysARecordOutAsCWould() {
        StructSchema<Outer> schema = StructSchema.of(Outer.class);

        assertThat(schema.fields())
                .extracting(StructField::name)
                .containsExactly("first", "second", "inner.a", "inner.b", "last");
        assertThat(schema.fields())
                .extracting(StructField::byteOffset)
                .containsExactly(0L, 4L, 8L, 16L, 24L);
        assertThat(schema.slotBytes()).isEqualTo(32);
    }

    @Test
    void takesALayoutAsItIsAndFlattensArrays() {
        StructLayout layout =
                MemoryLayout.structLayout(
                                ValueLayout.JAVA_SHORT.withName("id"),
                                MemoryLayout.paddingLayout(2),
                                MemoryLayout.sequenceLayout(3, ValueLayout.JAVA_FLOAT)
                                        .withName("levels"),
                                ValueLayout.JAVA_BYTE.withName("tag"))
                        .withName("quote");
        StructSchema<Record> schema = StructSchema.of(layout);

        assertThat(schema.floatField("levels[2]").byteOffset()).isEqualTo(12);
        assertThat(schema.slotBytes()).isEqualTo(20);
        try (StructVector<Record> vector = new StructVector<>(schema)) {
            vector.emplaceBack().setFloat(schema.floatField("levels[1]"), 1.5f);
            assertThat(vector.getFloat(0, schema.floatField("levels[1]"))).isEqualTo(1.5f);
            assertThatThrownBy(() -> vector.get(0))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("quote was made from a layout");
        }
    }

    @Test
    void saysWhatAFieldIsIfItIsNotWhatWasAskedFor() {
        StructSchema<Inner> schema = StructSchema.of(Inner.class);

        assertThatThrownBy(() -> schema.longField("c"))
                .hasMessage("Inner has no field 'c'; it has byte a, long b");
        assertThatThrownBy(() -> schema.intField("b"))
                .hasMessage("field 'b' of Inner is of type long, not int: use longField");
    }

    @Test
    void refusesWhatHasNoFixedLayout() {
        assertThatThrownBy(() -> StructSchema.of(Text.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("component 'name' of Text is a java.lang.String");
        assertThatThrownBy(() -> StructSchema.of(Levels.class))
                .hasMessageContaining("make the schema from a StructLayout");
        assertThatThrownBy(() -> StructSchema.of(Empty.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a struct has 1 to");
        assertThatThrownBy(() ->
                        StructSchema.of(
                                MemoryLayout.structLayout(ValueLayout.ADDRESS.withName("next"))))
                .hasMessageContaining("'next'")
                .hasMessageContaining("is an address");
        assertThatThrownBy(() ->
                        StructSchema.of(
                                MemoryLayout.structLayout(
                                        MemoryLayout.unionLayout(ValueLayout.JAVA_INT)
                                                .withName("either"))))
                .hasMessageContaining("member 'either'");
        assertThatThrownBy(() -> StructSchema.of(MemoryLayout.structLayout(ValueLayout.JAVA_INT)))
                .hasMessageContaining("has no name");
        ByteOrder other =
                ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
                        ? ByteOrder.LITTLE_ENDIAN
                        : ByteOrder.BIG_ENDIAN;
        assertThatThrownBy(() ->
                        StructSchema.of(
                                MemoryLayout.structLayout(
                                        ValueLayout.JAVA_INT.withOrder(other).withName("port"))))
                .hasMessageContaining("field 'port'");
    }

    @Test
    void limitsFieldsAndBytes() {
        assertThatThrownBy(() -> StructSchema.of(array(StructSchema.MAX_FIELDS + 1)))
                .hasMessageContaining("more than 1024 fields");
        assertThat(StructSchema.of(array(StructSchema.MAX_FIELDS)).fields()).hasSize(1024);
        assertThatThrownBy(() ->
                        StructSchema.of(
                                MemoryLayout.structLayout(
                                        MemoryLayout.paddingLayout(StructSchema.MAX_BYTES + 1))))
                .hasMessageContaining("a struct has 1 to 1048576");
    }

    private static StructLayout array(long elements) {
        return MemoryLayout.structLayout(
                MemoryLayout.sequenceLayout(elements, ValueLayout.JAVA_BYTE).withName("a"));
    }
}

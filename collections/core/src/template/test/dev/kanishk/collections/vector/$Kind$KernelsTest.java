package dev.kanishk.collections.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.collections.memory.MemoryResource;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The kernels that this JVM selected against the plain loops, bit for bit. */
class $Kind$KernelsTest {
    @Property(tries = 300)
    void agreeOnAnyRange(
            @ForAll long seed,
            @ForAll @IntRange(max = 700) int size,
            @ForAll @IntRange(max = 40) int start,
            @ForAll @IntRange(max = 40) int otherStart) {
        SplittableRandom random = new SplittableRandom(seed);
        boolean special = random.nextBoolean();
        try ($Kind$Vector vector = random(random, start + size + 3, special);
                $Kind$Vector other = random(random, otherStart + size, special)) {
            agree(vector, start, other, otherStart, size);
        }
    }

    @Example
    void agreeOnExtremesOverSeveralChunks() {
        int size = (3 << 18 >> $Kind$Access.SHIFT) + 77;
        for ($type$ extreme : new $type$[] {$Box$.MIN_VALUE, $Box$.MAX_VALUE}) {
            try ($Kind$Vector vector =
                    new $Kind$Vector(size, extreme, MemoryResource.system())) {
                agree(vector, 0, vector, 0, size);
                agree(vector, 5, vector, 0, size - 5);
            }
        }
    }

    private static void agree(
            $Kind$Vector vector, int start, $Kind$Vector other, int otherStart, int size) {
        $Kind$Kernels plain = $Kind$Reductions.SCALAR;
        $Kind$Kernels selected = $Kind$Reductions.SELECTED;
        MemorySegment block = vector.block();
        MemorySegment second = other.block();
        int end = start + size;
        same(selected.sum(block, start, end), plain.sum(block, start, end));
        same(
                selected.dot(block, start, second, otherStart, size),
                plain.dot(block, start, second, otherStart, size));
        if (size > 0) {
            same(selected.min(block, start, end), plain.min(block, start, end));
            same(selected.max(block, start, end), plain.max(block, start, end));
            same(selected.minMax(block, start, end), plain.minMax(block, start, end));
            for (int index : new int[] {start, end - 1, start + size / 2}) {
                agreeOn(vector.get(index), block, start, end);
            }
        }
        agreeOn($Kind$Model.number(3), block, start, end);
    }

    private static void agreeOn($type$ value, MemorySegment block, int start, int end) {
        $Kind$Kernels plain = $Kind$Reductions.SCALAR;
        $Kind$Kernels selected = $Kind$Reductions.SELECTED;
        same(
                selected.indexOf(block, start, end, value),
                plain.indexOf(block, start, end, value));
        same(selected.count(block, start, end, value), plain.count(block, start, end, value));
    }

    /** Boxed numbers are equal if their bits are, but for those of NaN. */
    private static void same(Object actual, Object expected) {
        assertThat(actual).isEqualTo(expected);
    }

    private static $Kind$Vector random(SplittableRandom random, int size, boolean special) {
        $Kind$Vector vector = new $Kind$Vector();
        for (int i = 0; i < size; i++) {
            vector.pushBack(special ? $Kind$Model.element(random) : ofBits(random.nextLong()));
        }
        return vector;
    }

    static $type$ ofBits(long bits) {
        // #if float
        return Float.intBitsToFloat((int) bits);
        // #end
        // #if double
        return Double.longBitsToDouble(bits);
        // #end
        // #if byte short char int
        return ($type$) bits;
        // #end
        // #if long
        return bits;
        // #end
    }
}

package dev.kanishk.collections.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** How a {@code $type$} lies in memory, and how two compare. */
final class $Kind$Access {
    /** Without alignment: the compiler then has one check less to prove. */
    static final ValueLayout.Of$Kind$ ELEMENT = ValueLayout.$LAYOUT$;

    /** An index shifted by this is an offset in bytes. */
    static final int SHIFT = $SHIFT$;

    /** The size of an element, in bytes. */
    static final long BYTES = $BYTES$;

    /**
     * More than any size. One that was and'ed with it is what it was, and the compiler then knows
     * that an element's offset and {@link AllMemory#GREATEST} add up to a place in all memory.
     */
    static final long GREATEST_SIZE = AllMemory.GREATEST >>> (SHIFT + 1);

    // #if float double
    private static final $bits$ MAGNITUDE = $BitsBox$.MAX_VALUE;
    private static final $bits$ INFINITY = $Box$.$type$ToRaw$Bits$Bits($Box$.POSITIVE_INFINITY);
    private static final $bits$ NAN = $Box$.$type$ToRaw$Bits$Bits($Box$.NaN);
    // #end

    private $Kind$Access() {}

    static $type$ get(MemorySegment block, long index) {
        return block.get(ELEMENT, index << SHIFT);
    }

    static void set(MemorySegment block, long index, $type$ value) {
        block.set(ELEMENT, index << SHIFT, value);
    }

    static void copy(MemorySegment source, long from, MemorySegment target, long to, long count) {
        NativeBlocks.copy(source, from << SHIFT, target, to << SHIFT, count << SHIFT);
    }

    static boolean less($type$ a, $type$ b) {
        // #if float double
        return $Box$.compare(a, b) < 0;
        // #else
        return a < b;
        // #end
    }

    static boolean same($type$ a, $type$ b) {
        // #if float double
        return $Box$.$type$To$Bits$Bits(a) == $Box$.$type$To$Bits$Bits(b);
        // #else
        return a == b;
        // #end
    }
    // #if float double

    /** Turns bits so that their order is the total one; all NaNs become the greatest. */
    static $bits$ ordered($bits$ raw) {
        $bits$ bits = (raw & MAGNITUDE) > INFINITY ? NAN : raw;
        return bits ^ ((bits >> (8 * (int) BYTES - 1)) & MAGNITUDE);
    }

    /** Turns them back. */
    static $type$ fromOrdered($bits$ ordered) {
        return $Box$.$bits$BitsTo$Kind$(
                ordered ^ ((ordered >> (8 * (int) BYTES - 1)) & MAGNITUDE));
    }
    // #end
}

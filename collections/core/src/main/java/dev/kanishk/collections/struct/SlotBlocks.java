package dev.kanishk.collections.struct;

import dev.kanishk.collections.memory.MemoryResource;
import dev.kanishk.collections.memory.NativeAccess;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One or more blocks that grow together: an element has its bytes at the same index in each.
 *
 * <p>Slots are relocatable: they are moved in bulk, and nobody is told. The blocks of a vector of
 * no capacity are empty and belong to nobody.
 */
final class SlotBlocks {
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

    final MemoryResource resource;
    private final long[] widths;
    private final long byteAlignment;
    private final MemorySegment[] blocks;

    /** Ends the life of the segments that users were given, in {@link #expose}. */
    private @Nullable Arena exposed;

    SlotBlocks(MemoryResource resource, long[] widths, long byteAlignment) {
        this.resource = resource;
        this.widths = widths;
        this.byteAlignment = byteAlignment;
        this.blocks = new MemorySegment[widths.length];
        Arrays.fill(blocks, MemorySegment.NULL);
    }

    SlotBlocks emptyTwin() {
        return new SlotBlocks(resource, widths, byteAlignment);
    }

    MemorySegment block(int column) {
        return blocks[column];
    }

    /**
     * Gives each block room for a number of elements. If one of several fails, those before it have
     * changed, and {@link #capacity} is what all of them have room for.
     */
    void resize(long elements) {
        endExposure();
        for (int i = 0; i < blocks.length; i++) {
            long bytes = elements * widths[i];
            long present = blocks[i].byteSize();
            if (present == 0 && bytes > 0) {
                blocks[i] = resource.allocate(bytes, byteAlignment);
            } else if (bytes == 0 && present > 0) {
                resource.free(blocks[i]);
                blocks[i] = MemorySegment.NULL;
            } else if (bytes != present) {
                blocks[i] = resource.reallocate(blocks[i], bytes, byteAlignment);
            }
        }
    }

    /** Returns how many elements each block has room for. */
    long capacity() {
        long elements = Long.MAX_VALUE;
        for (int i = 0; i < blocks.length; i++) {
            elements = Math.min(elements, blocks[i].byteSize() / widths[i]);
        }
        return elements;
    }

    void free() {
        resize(0);
    }

    /** Moves elements; the ranges may overlap. */
    void shift(long from, long to, long count) {
        copyFrom(this, from, to, count);
    }

    void copyFrom(SlotBlocks source, long from, long to, long count) {
        for (int i = 0; i < blocks.length; i++) {
            long width = widths[i];
            MemorySegment.copy(
                    source.blocks[i], from * width, blocks[i], to * width, count * width);
        }
    }

    void zero(long from, long count) {
        for (int i = 0; i < blocks.length; i++) {
            blocks[i].asSlice(from * widths[i], count * widths[i]).fill((byte) 0);
        }
    }

    /** Repeats one element behind itself, doubling what is copied. */
    void repeat(long index, long copies) {
        long made = 1;
        long total = copies + 1;
        while (made < total) {
            long more = Math.min(made, total - made);
            shift(index, index + made, more);
            made += more;
        }
    }

    /**
     * Puts elements into a new order; one scratch block is all it needs, and is asked for first.
     */
    void arrange(long first, SlotOrder order) {
        long count = order.count();
        long widest = 0;
        for (long width : widths) {
            widest = Math.max(widest, width);
        }
        MemorySegment scratch = resource.allocate(count * widest, byteAlignment);
        try {
            for (int i = 0; i < blocks.length; i++) {
                long width = widths[i];
                MemorySegment block = blocks[i];
                for (long place = 0; place < count; place++) {
                    copySlot(
                            block,
                            (first + order.index(place)) * width,
                            scratch,
                            place * width,
                            width);
                }
                MemorySegment.copy(scratch, 0, block, first * width, count * width);
            }
        } finally {
            resource.free(scratch);
        }
    }

    /** A bulk copy of a few bytes costs more than the bytes. */
    private static void copySlot(
            MemorySegment source, long from, MemorySegment target, long to, long width) {
        long done = 0;
        for (; done <= width - Long.BYTES; done += Long.BYTES) {
            target.set(WORD, to + done, source.get(WORD, from + done));
        }
        for (; done < width; done++) {
            target.set(BYTE, to + done, source.get(BYTE, from + done));
        }
    }

    boolean sameBytes(SlotBlocks other, long count) {
        for (int i = 0; i < blocks.length; i++) {
            long bytes = count * widths[i];
            if (MemorySegment.mismatch(blocks[i], 0, bytes, other.blocks[i], 0, bytes) >= 0) {
                return false;
            }
        }
        return true;
    }

    int hash(long count) {
        long hash = count;
        for (int i = 0; i < blocks.length; i++) {
            long bytes = count * widths[i];
            long at = 0;
            for (; at <= bytes - Long.BYTES; at += Long.BYTES) {
                hash = hash * 0x9E3779B97F4A7C15L + blocks[i].get(WORD, at);
            }
            for (; at < bytes; at++) {
                hash = hash * 31 + blocks[i].get(BYTE, at);
            }
        }
        return Long.hashCode(hash ^ (hash >>> 29));
    }

    /**
     * Returns a segment of a block's first bytes for users to keep. A block is freed behind such a
     * segment's back, so it gets a life of its own, ended before the block's. The price, a shared
     * arena, is paid by those alone who ask.
     */
    @SuppressWarnings({"restricted", "MustBeClosedChecker"}) // only with access; see endExposure
    MemorySegment expose(int column, long count) {
        MemorySegment view = blocks[column].asSlice(0, count * widths[column]);
        if (!NativeAccess.isEnabled()) {
            return view;
        }
        if (exposed == null) {
            exposed = Arena.ofShared();
        }
        return view.reinterpret(exposed, null);
    }

    private void endExposure() {
        if (exposed != null) {
            exposed.close();
            exposed = null;
        }
    }
}

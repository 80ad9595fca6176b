package dev.kanishk.collections.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * A block between two red zones:
 *
 * <pre>
 *   whole:  | red zone: the alignment, 64 bytes at least | content | red zone: 64 bytes |
 * </pre>
 *
 * Red zones hold one byte value and freed content another, so that a write there shows.
 */
final class TrackedBlock {
    static final byte FRESH = (byte) 0xCB;

    private static final byte RED_ZONE = (byte) 0xFA;
    private static final byte FREED = (byte) 0xDD;
    private static final long RED_ZONE_BYTES = 64;
    private static final long PATTERN = 0x0101010101010101L;

    final MemorySegment whole;
    final MemorySegment content;
    final Throwable allocated;
    @Nullable Throwable freed;

    private TrackedBlock(MemorySegment whole, long frontBytes, long byteSize) {
        this.whole = whole;
        this.content = whole.asSlice(frontBytes, byteSize);
        this.allocated = new Throwable("allocated here: " + byteSize + " bytes");
    }

    static TrackedBlock allocate(MemoryResource upstream, long byteSize, long byteAlignment) {
        long alignment = Requests.alignment(byteSize, byteAlignment);
        long front = Math.max(RED_ZONE_BYTES, alignment);
        if (byteSize > Long.MAX_VALUE - front - RED_ZONE_BYTES) {
            throw new AllocationFailedException("no room for red zones around " + byteSize);
        }
        MemorySegment whole = upstream.allocate(front + byteSize + RED_ZONE_BYTES, alignment);
        TrackedBlock block = new TrackedBlock(whole, front, byteSize);
        block.before().fill(RED_ZONE);
        block.content.fill(FRESH);
        block.after().fill(RED_ZONE);
        return block;
    }

    void poison() {
        freed = new Throwable("freed here");
        content.fill(FREED);
    }

    /** Throws if a red zone was written to, or the content after it was freed. */
    void check() {
        requireOnly(RED_ZONE, before(), "written before the start of");
        requireOnly(RED_ZONE, after(), "written behind the end of");
        if (freed != null) {
            requireOnly(FREED, content, "written to after its release:");
        }
    }

    MemoryMisuseException misuse(String what) {
        MemoryMisuseException misuse =
                new MemoryMisuseException(
                        what
                                + " the block of "
                                + content.byteSize()
                                + " bytes at 0x"
                                + Long.toHexString(content.address()));
        misuse.initCause(allocated);
        if (freed != null) {
            misuse.addSuppressed(freed);
        }
        return misuse;
    }

    private MemorySegment before() {
        return whole.asSlice(0, content.address() - whole.address());
    }

    private MemorySegment after() {
        return whole.asSlice(content.address() - whole.address() + content.byteSize());
    }

    private void requireOnly(byte expected, MemorySegment bytes, String what) {
        long eight = (expected & 0xFFL) * PATTERN;
        long size = bytes.byteSize();
        long offset = 0;
        while (offset + 8 <= size && bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, offset) == eight) {
            offset += 8;
        }
        while (offset < size && bytes.get(ValueLayout.JAVA_BYTE, offset) == expected) {
            offset++;
        }
        if (offset < size) {
            throw misuse("byte " + (bytes.address() + offset - content.address()) + " was " + what);
        }
    }
}

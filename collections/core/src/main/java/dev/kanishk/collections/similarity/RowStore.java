package dev.kanishk.collections.similarity;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of an index outside the heap, with their ids: the one place that has to do with arenas.
 *
 * <p>Rows live in chunks, each twice as large as the one before up to a limit, so that growth
 * copies nothing and the unused rest stays small. An index that was opened is one chunk, mapped.
 */
final class RowStore {
    private static final long FIRST_CHUNK_BYTES = 64 << 10;
    private static final long LARGEST_CHUNK_BYTES = 16 << 20;

    /**
     * Some of the rows, in one piece.
     *
     * @param firstRow the number of its first row
     * @param capacity how many rows it has room for
     * @param vectors the rows
     * @param ids the callers' numbers of the rows
     * @param inverseLengths the inverse lengths of the rows, or nothing
     */
    record Chunk(
            int firstRow,
            int capacity,
            MemorySegment vectors,
            MemorySegment ids,
            MemorySegment inverseLengths) {}

    private final Arena arena;
    private final boolean ownsArena;
    private final RowFormat format;
    private final int maxSize;
    private final List<Chunk> chunks = new ArrayList<>();
    private int capacity;
    private int size;

    private RowStore(Arena arena, boolean ownsArena, RowFormat format, int maxSize) {
        this.arena = arena;
        this.ownsArena = ownsArena;
        this.format = format;
        this.maxSize = maxSize;
    }

    /** Makes a store without rows, whose memory lasts as long as the arena. */
    static RowStore in(Arena arena, RowFormat format, int maxSize) {
        return new RowStore(arena, false, format, maxSize);
    }

    /** Makes a store without rows, whose memory lasts until it is closed. */
    @SuppressWarnings("MustBeClosedChecker") // the store closes it
    static RowStore owned(RowFormat format, int maxSize) {
        return new RowStore(Arena.ofShared(), true, format, maxSize);
    }

    /** Makes a full store of rows that are there already, in an arena that it closes. */
    static RowStore of(Arena arena, RowFormat format, Chunk rows) {
        RowStore store = new RowStore(arena, true, format, rows.capacity());
        store.chunks.add(rows);
        store.capacity = rows.capacity();
        store.size = rows.capacity();
        return store;
    }

    RowFormat format() {
        return format;
    }

    int size() {
        return size;
    }

    int maxSize() {
        return maxSize;
    }

    int chunkCount() {
        return chunks.size();
    }

    Chunk chunk(int index) {
        return chunks.get(index);
    }

    /** Returns which chunk holds a row. */
    int chunkIndexOf(int row) {
        int low = 0;
        int high = chunks.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (chunks.get(middle).firstRow() <= row) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    long id(int row) {
        Chunk chunk = chunkOf(row);
        return chunk.ids().getAtIndex(JAVA_LONG, row - chunk.firstRow());
    }

    /** Returns the memory of one row, padding included. */
    MemorySegment vector(int row) {
        Chunk chunk = chunkOf(row);
        int stride = format.strideBytes();
        return chunk.vectors().asSlice((long) (row - chunk.firstRow()) * stride, stride);
    }

    /** Makes sure that there is room for one row more. */
    void reserveRow() {
        if (size == maxSize) {
            throw new IllegalStateException(
                    "the index is full: it was made for at most " + maxSize + " vectors");
        }
        if (size < capacity) {
            return;
        }
        long stride = format.strideBytes();
        long least = Math.max(1, FIRST_CHUNK_BYTES / stride);
        long most = Math.max(1, LARGEST_CHUNK_BYTES / stride);
        int firstRow = capacity;
        int added = (int) Math.min(Math.clamp(firstRow, least, most), maxSize - firstRow);
        MemorySegment vectors = arena.allocate(added * stride, RowFormat.ALIGNMENT_BYTES);
        MemorySegment ids = arena.allocate(JAVA_LONG, added);
        MemorySegment inverseLengths =
                format.hasInverseLengths()
                        ? arena.allocate(JAVA_DOUBLE, added)
                        : MemorySegment.NULL;
        chunks.add(new Chunk(firstRow, added, vectors, ids, inverseLengths));
        capacity += added;
    }

    /** Adds a row in the room that was reserved. */
    void append(long id, MemorySegment vector, double inverseLength) {
        int row = size++;
        Chunk chunk = chunkOf(row);
        chunk.ids().setAtIndex(JAVA_LONG, row - chunk.firstRow(), id);
        set(row, vector, inverseLength);
    }

    void set(int row, MemorySegment vector, double inverseLength) {
        Chunk chunk = chunkOf(row);
        vector(row).copyFrom(vector);
        if (format.hasInverseLengths()) {
            chunk.inverseLengths().setAtIndex(JAVA_DOUBLE, row - chunk.firstRow(), inverseLength);
        }
    }

    double inverseLength(int row) {
        Chunk chunk = chunkOf(row);
        return format.hasInverseLengths()
                ? chunk.inverseLengths().getAtIndex(JAVA_DOUBLE, row - chunk.firstRow())
                : 1;
    }

    /** Removes a row; the last one takes its place. */
    void removeSwappingLast(int row) {
        int last = size - 1;
        if (row != last) {
            Chunk chunk = chunkOf(row);
            chunk.ids().setAtIndex(JAVA_LONG, row - chunk.firstRow(), id(last));
            set(row, vector(last), inverseLength(last));
        }
        size = last;
    }

    void close() {
        if (ownsArena && arena.scope().isAlive()) {
            arena.close();
        }
    }

    private Chunk chunkOf(int row) {
        return chunks.get(chunkIndexOf(row));
    }
}

package dev.kanishk.collections.similarity;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Many vectors outside the heap, and the exact nearest of them to a query.
 *
 * <p>A search compares the query with every vector that its filter accepts, in one pass, and finds
 * exactly the best by their computed scores; among equal scores the lower id is better. The result
 * does not depend on the number of threads, nor on the order in which vectors were put. Scores are
 * computed like those of {@link ByteVectors}, which are exact, and {@link FloatVectors}, with its
 * bounds of error: vectors whose scores differ by less may change places between searches.
 *
 * <p>Elements must be finite, and of a magnitude of up to 1e15, so that no score overflows. Under
 * {@link Metric#COSINE} the index keeps {@code float} vectors at length 1; vectors of length 0 have
 * the cosine 0 with every query. Vectors are known by numbers of the caller's own.
 *
 * <p>Any number of threads may search at a time, each with a {@link Neighbors} of its own. Nobody
 * else may use the index while a vector is put or removed; what makes that visible to other threads
 * is the caller's business. An index may be closed while others search: they get an {@link
 * IllegalStateException}.
 *
 * <p>A vector takes its elements padded to a multiple of 64 bytes, 8 bytes for its id, 8 more for
 * bytes compared by cosine, and 8 to 16 on the heap to be found by id. Memory grows by chunks, of
 * at most 16 MiB or one vector beyond what is used, and returns when the index is closed.
 */
public final class FlatIndex implements AutoCloseable {
    /** The most elements that a vector may have. */
    public static final int MAX_DIMENSION = RowFormat.MAX_DIMENSION;

    private final RowStore store;
    private final RowEncoder encoder;
    private final @Nullable RowsById rowsById;
    private final MemorySegment newRow;
    private volatile boolean closed;

    private FlatIndex(RowStore store, boolean readOnly) {
        this.store = store;
        encoder = new RowEncoder(store.format());
        rowsById = readOnly ? null : new RowsById(store);
        newRow =
                readOnly
                        ? MemorySegment.NULL
                        : Arena.ofAuto()
                                .allocate(store.format().strideBytes(), RowFormat.ALIGNMENT_BYTES);
    }

    /**
     * Makes an empty index that any thread may use, with memory of its own.
     *
     * @param elementType what the elements are
     * @param metric what near means
     * @param dimension how many elements each vector has, from 1 to {@link #MAX_DIMENSION}
     * @param maxSize how many vectors the index may hold
     * @return the index
     * @throws IllegalArgumentException if the dimension or size is out of range
     */
    public static FlatIndex create(
            ElementType elementType, Metric metric, int dimension, int maxSize) {
        RowFormat format = format(elementType, metric, dimension, maxSize);
        return new FlatIndex(RowStore.owned(format, maxSize), false);
    }

    /**
     * Makes an empty index in somebody else's arena, whose threads may use it. Closing the index
     * ends its use, and leaves the memory to the arena.
     *
     * @param elementType what the elements are
     * @param metric what near means
     * @param dimension how many elements each vector has, from 1 to {@link #MAX_DIMENSION}
     * @param maxSize how many vectors the index may hold
     * @param arena what the memory comes from
     * @return the index
     * @throws IllegalArgumentException if the dimension or size is out of range
     */
    public static FlatIndex create(
            ElementType elementType, Metric metric, int dimension, int maxSize, Arena arena) {
        RowFormat format = format(elementType, metric, dimension, maxSize);
        return new FlatIndex(RowStore.in(arena, format, maxSize), false);
    }

    /**
     * Opens an index that was saved, for searches alone. The file is mapped; its header and length
     * are checked, and the rest is read when it is searched. Whoever shortens the file meanwhile
     * makes searches fail with an {@link InternalError}.
     *
     * @param file where it is
     * @return the index
     * @throws DamagedIndexException if the file is not a whole index of this version
     * @throws IOException if it cannot be read
     */
    public static FlatIndex open(Path file) throws IOException {
        return new FlatIndex(IndexFile.map(file, false), true);
    }

    /**
     * Opens an index like {@link #open}, after it was read in full and compared with its checksum.
     *
     * @param file where it is
     * @return the index
     * @throws DamagedIndexException if the file is not a whole index of this version
     * @throws IOException if it cannot be read
     */
    public static FlatIndex openVerified(Path file) throws IOException {
        return new FlatIndex(IndexFile.map(file, true), true);
    }

    /**
     * Reads an index that was saved into memory, where it can be changed.
     *
     * @param file where it is
     * @param maxSize how many vectors the index may hold
     * @return the index
     * @throws DamagedIndexException if the file is not a whole index of this version
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if more vectors are in the file
     */
    public static FlatIndex load(Path file, int maxSize) throws IOException {
        RowStore saved = IndexFile.map(file, true);
        try {
            if (maxSize < saved.size()) {
                throw new IllegalArgumentException(
                        "the file has %d vectors, and the index may hold %d"
                                .formatted(saved.size(), maxSize));
            }
            FlatIndex index = new FlatIndex(RowStore.owned(saved.format(), maxSize), false);
            try {
                for (int row = 0; row < saved.size(); row++) {
                    index.putRow(saved.id(row), saved.vector(row), saved.inverseLength(row));
                }
            } catch (RuntimeException | Error e) {
                index.close();
                throw e;
            }
            return index;
        } finally {
            saved.close();
        }
    }

    /** {@return how many vectors are in the index} */
    public int size() {
        return store.size();
    }

    /** {@return how many vectors the index may hold} */
    public int maxSize() {
        return store.maxSize();
    }

    /** {@return how many elements each vector has} */
    public int dimension() {
        return store.format().dimension();
    }

    /** {@return what the elements are} */
    public ElementType elementType() {
        return store.format().elementType();
    }

    /** {@return what near means} */
    public Metric metric() {
        return store.format().metric();
    }

    /** {@return whether the index was opened from a file, and cannot be changed} */
    public boolean isReadOnly() {
        return rowsById == null;
    }

    /**
     * Returns whether a vector with an id is in the index; in constant time, but for an index that
     * was opened from a file, all of whose ids are looked at.
     *
     * @param id the id
     * @return whether it is
     */
    public boolean contains(long id) {
        checkOpen();
        if (rowsById != null) {
            return rowsById.find(id) >= 0;
        }
        for (int row = 0; row < store.size(); row++) {
            if (store.id(row) == id) {
                return true;
            }
        }
        return false;
    }

    /**
     * Adds a vector, or replaces the one with the same id.
     *
     * @param id the caller's number for it
     * @param vector its elements, which are copied
     * @return whether one was replaced
     * @throws IllegalArgumentException if the dimension, the element type or an element is wrong
     * @throws IllegalStateException if the index is full, read-only or closed
     */
    public boolean put(long id, float[] vector) {
        checkWritable();
        encoder.encode(vector, newRow);
        return putRow(id, newRow, 1);
    }

    /**
     * Adds a vector, or replaces the one with the same id.
     *
     * @param id the caller's number for it
     * @param vector its elements, which are copied
     * @return whether one was replaced
     * @throws IllegalArgumentException if the dimension or the element type is wrong
     * @throws IllegalStateException if the index is full, read-only or closed
     */
    public boolean put(long id, byte[] vector) {
        checkWritable();
        return putRow(id, newRow, encoder.encode(vector, newRow));
    }

    /**
     * Removes a vector. Its memory is used again by the next one that is put.
     *
     * @param id the caller's number for it
     * @return whether it was there
     * @throws IllegalStateException if the index is read-only or closed
     */
    public boolean remove(long id) {
        RowsById rows = checkWritable();
        int row = rows.find(id);
        if (row < 0) {
            return false;
        }
        long lastId = store.id(store.size() - 1);
        rows.remove(id);
        if (lastId != id) {
            rows.move(lastId, row);
        }
        store.removeSwappingLast(row);
        return true;
    }

    /**
     * Finds the vectors that are nearest to a query.
     *
     * @param query what to look for
     * @param options which vectors to look at, and on how many threads
     * @param neighbors takes the result, and says how many are wanted; empty if this throws
     * @throws IllegalArgumentException if the query's dimension, element type or an element is
     *     wrong
     * @throws IllegalStateException if the index is closed
     */
    public void search(float[] query, SearchOptions options, Neighbors neighbors) {
        checkOpen();
        neighbors.begin(metric());
        MemorySegment row = neighbors.query(store.format().strideBytes());
        encoder.encode(query, row);
        search(row, 1, options, neighbors);
    }

    /**
     * Finds the vectors that are nearest to a query.
     *
     * @param query what to look for
     * @param options which vectors to look at, and on how many threads
     * @param neighbors takes the result, and says how many are wanted; empty if this throws
     * @throws IllegalArgumentException if the query's dimension or element type is wrong
     * @throws IllegalStateException if the index is closed
     */
    public void search(byte[] query, SearchOptions options, Neighbors neighbors) {
        checkOpen();
        neighbors.begin(metric());
        MemorySegment row = neighbors.query(store.format().strideBytes());
        double inverseLength = encoder.encode(query, row);
        search(row, inverseLength, options, neighbors);
    }

    /**
     * Writes the index to a file: to one of another name in the same folder first, which is forced
     * to the disk and then takes the place of what was there, all at once. If this throws, the old
     * file is as it was.
     *
     * @param file where to
     * @throws IOException if it cannot be written
     * @throws IllegalStateException if the index is closed
     */
    public void save(Path file) throws IOException {
        checkOpen();
        IndexFile.write(store, file);
    }

    /** Ends the use of the index and returns its memory; again, it does nothing. */
    @Override
    public void close() {
        closed = true;
        store.close();
    }

    private void search(
            MemorySegment query, double inverseLength, SearchOptions options, Neighbors neighbors) {
        Executor executor = options.executor();
        boolean finished = false;
        try {
            if (executor == null || options.parts() == 1) {
                neighbors
                        .scan(0)
                        .scan(store, query, inverseLength, options.filter(), 0, store.size());
            } else {
                new ParallelSearch(store, query, inverseLength, options.filter())
                        .run(neighbors, executor, options.parts());
            }
            finished = true;
        } finally {
            if (!finished) {
                neighbors.best().clear();
            }
        }
        neighbors.best().sort();
    }

    private boolean putRow(long id, MemorySegment vector, double inverseLength) {
        RowsById rows = Objects.requireNonNull(rowsById);
        int row = rows.find(id);
        if (row >= 0) {
            store.set(row, vector, inverseLength);
            return true;
        }
        store.reserveRow();
        rows.reserve();
        store.append(id, vector, inverseLength);
        rows.add(store.size() - 1);
        return false;
    }

    private RowsById checkWritable() {
        checkOpen();
        if (rowsById == null) {
            throw new IllegalStateException(
                    "an index opened from a file is read-only; load the file to change it");
        }
        return rowsById;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the index is closed");
        }
    }

    private static RowFormat format(
            ElementType elementType, Metric metric, int dimension, int maxSize) {
        if (maxSize < 1) {
            throw new IllegalArgumentException("at most " + maxSize + " vectors; allow 1 or more");
        }
        return new RowFormat(
                Objects.requireNonNull(elementType, "elementType"),
                Objects.requireNonNull(metric, "metric"),
                dimension);
    }
}

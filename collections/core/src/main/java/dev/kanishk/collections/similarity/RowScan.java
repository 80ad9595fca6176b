package dev.kanishk.collections.similarity;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Goes through rows on one thread, and keeps the best.
 *
 * <p>Rows are taken by the block: choose the rows that the filter accepts, rank them, offer the
 * ranks. Each step is a small loop with one kernel in it at most, which the compiler keeps in
 * registers. The rows themselves are read once, one after the other, since several at a time defeat
 * the processor's prefetching (measured: less than half the bandwidth).
 */
final class RowScan {
    private static final int BLOCK_ROWS = 256;
    private static final FloatKernels FLOATS = Kernels.SELECTED.floats();
    private static final ByteKernels BYTES = Kernels.SELECTED.bytes();

    private final TopK best;
    private final int[] rows = new int[BLOCK_ROWS];
    private final double[] ranks = new double[BLOCK_ROWS];

    RowScan(TopK best) {
        this.best = best;
    }

    TopK best() {
        return best;
    }

    /**
     * Offers the rows from one to before another.
     *
     * @param query the query, padded like a row
     * @param inverseLength the inverse of its length, where the rows have theirs
     */
    void scan(
            RowStore store,
            MemorySegment query,
            double inverseLength,
            @Nullable LongPredicate filter,
            int from,
            int to) {
        int row = from;
        for (int index = from < to ? store.chunkIndexOf(from) : 0; row < to; index++) {
            RowStore.Chunk chunk = store.chunk(index);
            int end = Math.min(to, chunk.firstRow() + chunk.capacity());
            while (row < end) {
                int blockEnd = row + Math.min(BLOCK_ROWS, end - row);
                int count =
                        choose(chunk, row - chunk.firstRow(), blockEnd - chunk.firstRow(), filter);
                rank(store.format(), query, inverseLength, chunk, count);
                offer(chunk, count);
                row = blockEnd;
            }
        }
    }

    /** Collects which rows of a chunk the filter accepts. */
    private int choose(RowStore.Chunk chunk, int from, int to, @Nullable LongPredicate filter) {
        int count = 0;
        for (int row = from; row < to; row++) {
            if (filter == null || filter.test(chunk.ids().getAtIndex(JAVA_LONG, row))) {
                rows[count++] = row;
            }
        }
        return count;
    }

    private void rank(
            RowFormat format,
            MemorySegment query,
            double inverseLength,
            RowStore.Chunk chunk,
            int count) {
        boolean floats = format.elementType() == ElementType.FLOAT;
        int stride = format.strideBytes();
        int dimension = format.paddedDimension();
        switch (format.metric()) {
            case DOT_PRODUCT -> {
                if (floats) {
                    rankByFloatDotProduct(query, chunk.vectors(), stride, dimension, count);
                } else {
                    rankByByteDotProduct(query, chunk.vectors(), stride, dimension, count);
                }
            }
            case COSINE -> {
                if (floats) {
                    rankByFloatDotProduct(query, chunk.vectors(), stride, dimension, count);
                } else {
                    rankByByteDotProduct(query, chunk.vectors(), stride, dimension, count);
                    divideByLengths(inverseLength, chunk.inverseLengths(), count);
                }
                limitToCosines(count);
            }
            case EUCLIDEAN -> {
                if (floats) {
                    rankByFloatDistance(query, chunk.vectors(), stride, dimension, count);
                } else {
                    rankByByteDistance(query, chunk.vectors(), stride, dimension, count);
                }
            }
        }
    }

    private void rankByFloatDotProduct(
            MemorySegment query, MemorySegment vectors, long stride, int dimension, int count) {
        for (int i = 0; i < count; i++) {
            ranks[i] = FLOATS.dotProduct(query, 0, vectors, rows[i] * stride, dimension);
        }
    }

    private void rankByFloatDistance(
            MemorySegment query, MemorySegment vectors, long stride, int dimension, int count) {
        for (int i = 0; i < count; i++) {
            ranks[i] = -FLOATS.squaredDistance(query, 0, vectors, rows[i] * stride, dimension);
        }
    }

    private void rankByByteDotProduct(
            MemorySegment query, MemorySegment vectors, long stride, int dimension, int count) {
        for (int i = 0; i < count; i++) {
            ranks[i] = BYTES.dotProduct(query, 0, vectors, rows[i] * stride, dimension);
        }
    }

    private void rankByByteDistance(
            MemorySegment query, MemorySegment vectors, long stride, int dimension, int count) {
        for (int i = 0; i < count; i++) {
            ranks[i] = -BYTES.squaredDistance(query, 0, vectors, rows[i] * stride, dimension);
        }
    }

    private void divideByLengths(double inverseLength, MemorySegment inverseLengths, int count) {
        for (int i = 0; i < count; i++) {
            ranks[i] *= inverseLength * inverseLengths.getAtIndex(JAVA_DOUBLE, rows[i]);
        }
    }

    private void limitToCosines(int count) {
        for (int i = 0; i < count; i++) {
            ranks[i] = FloatKernels.limitToCosine(ranks[i]);
        }
    }

    private void offer(RowStore.Chunk chunk, int count) {
        for (int i = 0; i < count; i++) {
            if (ranks[i] >= best.threshold()) {
                best.offer(chunk.ids().getAtIndex(JAVA_LONG, rows[i]), ranks[i]);
            }
        }
    }
}

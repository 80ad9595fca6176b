package dev.kanishk.collections.memory;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Small blocks by size class, like {@code std::pmr::unsynchronized_pool_resource}: to allocate or
 * free one takes a few instructions, and freed ones are used again.
 *
 * <p><b>Layout.</b> Upstream gives chunks of 1, 2, 4, 8 and then always 16 slabs of 64 KiB, each
 * aligned to its size. A slab is cut into blocks of one size class and has a bit for each; the slab
 * of a block is found by its address, so that a block carries no header. There are 36 classes up to
 * {@value #LARGEST_POOLED_BYTES} bytes. Larger blocks, and those aligned to more than that, come
 * from upstream one by one and grow there.
 *
 * <p><b>Giving back.</b> An empty slab serves other classes, but for the last one of its class. A
 * chunk without used slabs goes back upstream if another idle slab is left. {@link #release} gives
 * back everything at once.
 *
 * <p>Only upstream bounds it: put a {@link LimitedResource} below for a limit. A block freed twice
 * or foreign to the pool is an {@link IllegalArgumentException}, as long as its memory has not been
 * handed out again. One thread at a time may use it; {@link SynchronizedPoolResource} is for more.
 */
public final class PoolResource implements MemoryResource, AutoCloseable {
    /** The size of the largest blocks that are pooled, in bytes. */
    public static final int LARGEST_POOLED_BYTES = 1 << 14;

    private static final int MAX_SLABS_PER_CHUNK = 16;

    private final MemoryResource upstream;
    private final @Nullable Slab[] withRoom =
            new @Nullable Slab[SizeClasses.of(LARGEST_POOLED_BYTES) + 1];
    private final AddressTable<Slab> slabs = new AddressTable<>();
    private final AddressTable<MemorySegment> largeBlocks = new AddressTable<>();
    private final List<Slab> idleSlabs = new ArrayList<>();
    private int slabsInNextChunk = 1;
    private boolean closed;

    /**
     * Makes an empty pool. It allocates nothing yet.
     *
     * @param upstream where chunks and large blocks come from and go back to
     */
    public PoolResource(MemoryResource upstream) {
        this.upstream = Objects.requireNonNull(upstream, "upstream");
    }

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        long alignment = Requests.alignment(byteSize, byteAlignment);
        requireOpen();
        if (byteSize > LARGEST_POOLED_BYTES || alignment > LARGEST_POOLED_BYTES) {
            largeBlocks.reserve(1);
            MemorySegment block = upstream.allocate(byteSize, alignment);
            largeBlocks.put(block.address(), block);
            return block;
        }
        int sizeClass = classFor(byteSize, alignment);
        Slab slab = withRoom[sizeClass];
        if (slab == null) {
            slab = idleSlab();
            slab.cut(sizeClass);
            slab.chunk.usedSlabs++;
            link(slab);
        }
        MemorySegment block = slab.take(byteSize);
        if (slab.isFull()) {
            unlink(slab);
        }
        return block;
    }

    /**
     * Resizes within the block's size class, or asks upstream for a large block. A pooled block
     * that would waste more than half of its class is better moved, so the answer is null.
     */
    @Override
    public @Nullable MemorySegment tryResize(MemorySegment block, long newByteSize) {
        Requests.requireSize(newByteSize);
        requireOpen();
        Slab slab = slabOf(block);
        if (slab != null) {
            boolean fits = newByteSize <= slab.blockBytes && newByteSize > slab.blockBytes / 2;
            return fits ? slab.resize(block, newByteSize) : null;
        }
        requireLarge(block);
        if (newByteSize <= LARGEST_POOLED_BYTES) {
            return null;
        }
        MemorySegment resized = upstream.tryResize(block, newByteSize);
        if (resized != null) {
            largeBlocks.put(resized.address(), resized);
        }
        return resized;
    }

    @Override
    public MemorySegment reallocate(MemorySegment block, long newByteSize, long byteAlignment) {
        Requests.alignment(newByteSize, byteAlignment);
        requireOpen();
        if (newByteSize <= LARGEST_POOLED_BYTES || slabOf(block) != null) {
            return MemoryResource.super.reallocate(block, newByteSize, byteAlignment);
        }
        requireLarge(block);
        MemorySegment moved = upstream.reallocate(block, newByteSize, byteAlignment);
        largeBlocks.remove(block.address());
        largeBlocks.put(moved.address(), moved);
        return moved;
    }

    @Override
    public void free(MemorySegment block) {
        Slab slab = slabOf(block);
        if (slab == null) {
            requireLarge(block);
            largeBlocks.remove(block.address());
            upstream.free(block);
            return;
        }
        boolean wasFull = slab.isFull();
        slab.give(block);
        if (wasFull) {
            link(slab);
        }
        if (slab.isEmpty() && (slab.previous != null || slab.next != null)) {
            retire(slab);
        }
    }

    /** Gives all memory back upstream. Blocks handed out before must no longer be used. */
    public void release() {
        List<MemorySegment> blocks = new ArrayList<>();
        slabs.forEach(slab -> {
            if (slab == slab.chunk.slabs[0]) {
                blocks.add(slab.chunk.memory);
            }
        });
        largeBlocks.forEach(blocks::add);
        Arrays.fill(withRoom, null);
        slabs.clear();
        largeBlocks.clear();
        idleSlabs.clear();
        slabsInNextChunk = 1;
        blocks.forEach(upstream::free);
    }

    /** Gives all memory back upstream; the pool can no longer be used. */
    @Override
    public void close() {
        closed = true;
        release();
    }

    @Override
    public String toString() {
        return "PoolResource["
                + slabs.size()
                + " slabs, "
                + largeBlocks.size()
                + " large blocks on "
                + upstream
                + "]";
    }

    private static int classFor(long byteSize, long alignment) {
        if (alignment == DEFAULT_ALIGNMENT) {
            return SizeClasses.of(byteSize);
        }
        long atLeast = Math.max(byteSize, alignment);
        return SizeClasses.of(Long.highestOneBit(atLeast - 1) << 1);
    }

    private @Nullable Slab slabOf(MemorySegment block) {
        return slabs.get(block.address() & -Slab.BYTES);
    }

    private void requireLarge(MemorySegment block) {
        MemorySegment known = largeBlocks.get(block.address());
        if (known == null || known.byteSize() != block.byteSize()) {
            throw new IllegalArgumentException(
                    "not a block of this resource, or given back already: "
                            + block
                            + (known == null ? "" : "; the block there is " + known));
        }
    }

    private Slab idleSlab() {
        if (idleSlabs.isEmpty()) {
            slabs.reserve(slabsInNextChunk);
            PoolChunk chunk =
                    new PoolChunk(
                            upstream.allocate((long) slabsInNextChunk * Slab.BYTES, Slab.BYTES));
            slabsInNextChunk = Math.min(MAX_SLABS_PER_CHUNK, slabsInNextChunk * 2);
            for (int i = 0; i < chunk.slabs.length; i++) {
                slabs.put(chunk.memory.address() + (long) i * Slab.BYTES, chunk.slabs[i]);
                idleSlabs.add(chunk.slabs[i]);
            }
        }
        return idleSlabs.removeLast();
    }

    private void retire(Slab slab) {
        unlink(slab);
        idleSlabs.add(slab);
        PoolChunk chunk = slab.chunk;
        chunk.usedSlabs--;
        if (chunk.usedSlabs == 0 && idleSlabs.size() > chunk.slabs.length) {
            idleSlabs.removeIf(idle -> idle.chunk == chunk);
            for (int i = 0; i < chunk.slabs.length; i++) {
                slabs.remove(chunk.memory.address() + (long) i * Slab.BYTES);
            }
            upstream.free(chunk.memory);
        }
    }

    private void link(Slab slab) {
        Slab first = withRoom[slab.sizeClass];
        slab.previous = null;
        slab.next = first;
        if (first != null) {
            first.previous = slab;
        }
        withRoom[slab.sizeClass] = slab;
    }

    private void unlink(Slab slab) {
        Slab previous = slab.previous;
        Slab next = slab.next;
        if (previous == null) {
            withRoom[slab.sizeClass] = next;
        } else {
            previous.next = next;
        }
        if (next != null) {
            next.previous = previous;
        }
        slab.previous = null;
        slab.next = null;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the PoolResource is closed");
        }
    }
}

package dev.kanishk.collections.memory;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Finds misuse of memory in tests: leaks, blocks freed twice or with another size, writes before or
 * behind a block, and writes to a block after its release.
 *
 * <p>Each block lies between red zones, which are checked when it is freed. A freed block is filled
 * with a pattern and kept in quarantine before it goes back upstream; when it leaves, and in {@link
 * #check} and {@link #close}, the pattern is checked. New blocks are filled with another pattern,
 * so that nobody relies on zeros. A block always moves when it is reallocated, so that whoever
 * keeps its old address is found too.
 *
 * <p>What is found is thrown as a {@link MemoryMisuseException} with the stack of the block's
 * allocation and, if there was one, of its release. The quarantine is bounded: the oldest blocks
 * leave first. Allocating costs microseconds and some 200 bytes a block: it is for tests. Any
 * number of threads may use it if they may use what it watches.
 */
public final class TrackingResource implements MemoryResource, AutoCloseable {
    /** The size of the quarantine unless another is given, in bytes. */
    public static final long DEFAULT_QUARANTINE_BYTES = 4L << 20;

    private static final int MAX_QUARANTINED_BLOCKS = 4096;
    private static final int SHOWN_LEAKS = 10;

    private final MemoryResource upstream;
    private final long quarantineBytes;
    private final Map<Long, TrackedBlock> live = new HashMap<>();
    private final Map<Long, TrackedBlock> freedByAddress = new HashMap<>();
    private final Deque<TrackedBlock> quarantine = new ArrayDeque<>();
    private long outstandingBytes;
    private long quarantinedBytes;

    /**
     * Watches a resource, with a quarantine of {@link #DEFAULT_QUARANTINE_BYTES}.
     *
     * @param upstream where blocks come from
     */
    public TrackingResource(MemoryResource upstream) {
        this(upstream, DEFAULT_QUARANTINE_BYTES);
    }

    /**
     * Watches a resource.
     *
     * @param upstream where blocks come from
     * @param quarantineBytes how much freed memory is held back at most, red zones included; blocks
     *     larger than that go back at once
     */
    public TrackingResource(MemoryResource upstream, long quarantineBytes) {
        if (quarantineBytes < 0) {
            throw new IllegalArgumentException(
                    "a quarantine has at least 0 bytes, not " + quarantineBytes);
        }
        this.upstream = Objects.requireNonNull(upstream, "upstream");
        this.quarantineBytes = quarantineBytes;
    }

    @Override
    public synchronized MemorySegment allocate(long byteSize, long byteAlignment) {
        TrackedBlock block = TrackedBlock.allocate(upstream, byteSize, byteAlignment);
        live.put(block.content.address(), block);
        outstandingBytes += byteSize;
        return block.content;
    }

    @Override
    public synchronized MemorySegment reallocate(
            MemorySegment block, long newByteSize, long byteAlignment) {
        requireOwn(block).check();
        return MemoryResource.super.reallocate(block, newByteSize, byteAlignment);
    }

    @Override
    public synchronized void free(MemorySegment block) {
        TrackedBlock tracked = requireOwn(block);
        live.remove(block.address());
        outstandingBytes -= block.byteSize();
        try {
            tracked.check();
        } finally {
            if (tracked.whole.byteSize() > quarantineBytes) {
                upstream.free(tracked.whole);
            } else {
                tracked.poison();
                freedByAddress.put(block.address(), tracked);
                quarantine.add(tracked);
                quarantinedBytes += tracked.whole.byteSize();
                evict();
            }
        }
    }

    /**
     * Looks at the red zones of all blocks and at the content of those in quarantine.
     *
     * @throws MemoryMisuseException if something was written where it should not have been
     */
    public synchronized void check() {
        live.values().forEach(TrackedBlock::check);
        quarantine.forEach(TrackedBlock::check);
    }

    /**
     * Returns what was allocated and not given back.
     *
     * @return the bytes outstanding, red zones not counted
     */
    public synchronized long outstandingBytes() {
        return outstandingBytes;
    }

    /**
     * Returns how many blocks were allocated and not given back.
     *
     * @return the number of blocks outstanding
     */
    public synchronized int outstandingBlocks() {
        return live.size();
    }

    /**
     * Checks everything, gives all memory back upstream, that of leaked blocks too, and reports
     * leaks. Closing it again does nothing.
     *
     * @throws MemoryMisuseException if {@link #check} finds something or a block was not given
     *     back; the stacks of the first {@value #SHOWN_LEAKS} leaks are its suppressed exceptions
     */
    @Override
    public synchronized void close() {
        List<TrackedBlock> leaked = List.copyOf(live.values());
        List<TrackedBlock> held = new ArrayList<>(leaked);
        held.addAll(quarantine);
        List<MemoryMisuseException> found = new ArrayList<>();
        if (!leaked.isEmpty()) {
            MemoryMisuseException leaks =
                    new MemoryMisuseException(
                            leaked.size()
                                    + " blocks, "
                                    + outstandingBytes
                                    + " bytes, not given back");
            leaked.stream()
                    .limit(SHOWN_LEAKS)
                    .forEach(block -> leaks.addSuppressed(block.allocated));
            found.add(leaks);
        }
        live.clear();
        quarantine.clear();
        freedByAddress.clear();
        outstandingBytes = 0;
        quarantinedBytes = 0;
        for (TrackedBlock block : held) {
            try {
                block.check();
            } catch (MemoryMisuseException e) {
                found.addFirst(e);
            }
            upstream.free(block.whole);
        }
        if (!found.isEmpty()) {
            MemoryMisuseException first = found.removeFirst();
            found.forEach(first::addSuppressed);
            throw first;
        }
    }

    @Override
    public String toString() {
        return "TrackingResource[" + upstream + "]";
    }

    private void evict() {
        while (quarantinedBytes > quarantineBytes || quarantine.size() > MAX_QUARANTINED_BLOCKS) {
            TrackedBlock oldest = quarantine.remove();
            quarantinedBytes -= oldest.whole.byteSize();
            freedByAddress.remove(oldest.content.address());
            try {
                oldest.check();
            } finally {
                upstream.free(oldest.whole);
            }
        }
    }

    private TrackedBlock requireOwn(MemorySegment block) {
        TrackedBlock known = live.get(block.address());
        if (known == null) {
            TrackedBlock freed = freedByAddress.get(block.address());
            throw freed != null
                    ? freed.misuse("freed or resized after its release:")
                    : new MemoryMisuseException(
                            "not a block of this resource, or given back long ago: " + block);
        }
        if (known.content.byteSize() != block.byteSize()) {
            throw known.misuse("taken for one of " + block.byteSize() + " bytes:");
        }
        return known;
    }
}

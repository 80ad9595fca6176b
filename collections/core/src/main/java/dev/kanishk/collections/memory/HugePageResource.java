package dev.kanishk.collections.memory;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Large blocks that grow where they lie, on huge pages where Linux has them.
 *
 * <p><b>Why.</b> A vector of many elements that grows by doubling spends its time in page faults,
 * one for each 4 KiB, and in copies. Here a large block gets far more address space than it needs:
 * growing it makes more of that space writable, nothing is copied, and with {@code MADV_HUGEPAGE}
 * one fault covers 2 MiB.
 *
 * <p><b>Layout.</b> A block of the threshold's size or more has a reservation of 16 times its size,
 * 1 GiB at least, aligned to 2 MiB:
 *
 * <pre>
 *   | content | to the next 2 MiB | reserved: no access, no memory |
 *   0         size                committed                        reserved
 * </pre>
 *
 * Smaller blocks come from upstream. A block that grows over the threshold is copied once, one that
 * outgrows its reservation moves by its pages to a larger one.
 *
 * <p><b>What it costs.</b> Reserved space is not memory: it counts neither in the resident size
 * nor, being without access rights, against the kernel's commit limit, but it shows in the virtual
 * size. Committed memory is used by 2 MiB, so a block that is written here and there uses more than
 * with small pages. A block takes two of the process's {@code vm.max_map_count} mappings; {@value
 * #MAX_RESERVATIONS} blocks at most are reserved at a time, and any further one, as well as one for
 * which the kernel has no space (a limit on address space, {@code ulimit -v}), comes from upstream.
 * Freed blocks go back to the kernel at once. Java starts child processes without copying its
 * address space, so a fork costs nothing more.
 *
 * <p>Without native access or elsewhere than on Linux on x86-64 and AArch64 everything comes from
 * upstream; {@link #isReserving} tells. Any number of threads may use it if they may use upstream.
 */
public final class HugePageResource implements MemoryResource {
    /** From which size on blocks are reserved unless something else is given, in bytes. */
    public static final long DEFAULT_THRESHOLD_BYTES = 4L << 20;

    /** How many blocks are reserved at a time at most. */
    public static final int MAX_RESERVATIONS = 8192;

    private static final long LEAST_RESERVED_BYTES = 1L << 30;
    private static final long MOST_SPARE_BYTES = 1L << 40;
    private static final long MAX_BLOCK_BYTES = 1L << 46;
    private static final int SPARE_FACTOR = 16;

    private record Reservation(long address, long reservedBytes, long committedBytes) {
        Reservation withCommitted(long newCommittedBytes) {
            return new Reservation(address, reservedBytes, newCommittedBytes);
        }
    }

    private final MemoryResource upstream;
    private final long thresholdBytes;
    private final long leastReservedBytes;
    private final int spareFactor;
    private final boolean reserving = isAvailable();
    private final Map<Long, Reservation> reservations = new ConcurrentHashMap<>();
    private final AtomicInteger reservationCount = new AtomicInteger();

    /**
     * Serves blocks of {@link #DEFAULT_THRESHOLD_BYTES} and more from reservations.
     *
     * @param upstream where smaller blocks come from
     */
    public HugePageResource(MemoryResource upstream) {
        this(upstream, DEFAULT_THRESHOLD_BYTES);
    }

    /**
     * Serves blocks from a size on from reservations.
     *
     * @param upstream where smaller blocks come from
     * @param thresholdBytes the size of the smallest block that gets a reservation, 2 MiB at least
     */
    public HugePageResource(MemoryResource upstream, long thresholdBytes) {
        this(upstream, thresholdBytes, LEAST_RESERVED_BYTES, SPARE_FACTOR);
    }

    /** With reservations so small that blocks outgrow them, for tests. */
    HugePageResource(
            MemoryResource upstream,
            long thresholdBytes,
            long leastReservedBytes,
            int spareFactor) {
        if (thresholdBytes < 1L << 21) {
            throw new IllegalArgumentException(
                    "the threshold is at least a huge page's 2097152 bytes, not " + thresholdBytes);
        }
        this.upstream = Objects.requireNonNull(upstream, "upstream");
        this.thresholdBytes = thresholdBytes;
        this.leastReservedBytes = leastReservedBytes;
        this.spareFactor = spareFactor;
    }

    /**
     * Returns whether large blocks get reservations here: on Linux with native access.
     *
     * @return false if everything comes from upstream
     */
    public boolean isReserving() {
        return reserving;
    }

    /**
     * Returns how many blocks have a reservation now.
     *
     * @return from 0 to {@link #MAX_RESERVATIONS}
     */
    public int reservedBlocks() {
        return reservations.size();
    }

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        Requests.alignment(byteSize, byteAlignment);
        Reservation reservation = byteSize < thresholdBytes ? null : reserve(byteSize);
        if (reservation == null) {
            return upstream.allocate(byteSize, byteAlignment);
        }
        return NativeBlocks.at(reservation.address, byteSize);
    }

    @Override
    public @Nullable MemorySegment tryResize(MemorySegment block, long newByteSize) {
        Requests.requireSize(newByteSize);
        Reservation reservation = reservationOf(block);
        if (reservation == null) {
            return newByteSize < thresholdBytes || !reserving
                    ? upstream.tryResize(block, newByteSize)
                    : null;
        }
        if (newByteSize < thresholdBytes || newByteSize > reservation.reservedBytes) {
            return null;
        }
        long wanted = inHugePages(newByteSize);
        long committed = reservation.committedBytes;
        boolean done =
                wanted == committed
                        || (wanted > committed
                                ? AddressSpace.commit(
                                        reservation.address + committed, wanted - committed)
                                : AddressSpace.decommit(
                                        reservation.address + wanted, committed - wanted));
        if (!done) {
            return null;
        }
        reservations.put(reservation.address, reservation.withCommitted(wanted));
        return NativeBlocks.at(reservation.address, newByteSize);
    }

    @Override
    public MemorySegment reallocate(MemorySegment block, long newByteSize, long byteAlignment) {
        Requests.alignment(newByteSize, byteAlignment);
        Reservation reservation = reservationOf(block);
        if (reservation == null && (newByteSize < thresholdBytes || !reserving)) {
            return upstream.reallocate(block, newByteSize, byteAlignment);
        }
        if (reservation != null && newByteSize > reservation.reservedBytes) {
            MemorySegment moved = moveToLarger(reservation, newByteSize);
            if (moved != null) {
                return moved;
            }
        }
        return MemoryResource.super.reallocate(block, newByteSize, byteAlignment);
    }

    @Override
    public void free(MemorySegment block) {
        Reservation reservation = reservationOf(block);
        if (reservation == null) {
            upstream.free(block);
            return;
        }
        // Before the space can be reserved again, by this or another thread.
        reservations.remove(reservation.address);
        reservationCount.decrementAndGet();
        AddressSpace.unmap(reservation.address, reservation.reservedBytes);
    }

    @Override
    public String toString() {
        return "HugePageResource[" + reservations.size() + " blocks, upstream " + upstream + "]";
    }

    /** Only where the constants of {@link AddressSpace} are known to hold. */
    private static boolean isAvailable() {
        String architecture = System.getProperty("os.arch");
        return NativeAccess.isEnabled()
                && System.getProperty("os.name").equals("Linux")
                && (architecture.equals("amd64") || architecture.equals("aarch64"));
    }

    private static long inHugePages(long byteSize) {
        long page = AddressSpace.HUGE_PAGE_BYTES;
        return (byteSize + page - 1) & -page;
    }

    private @Nullable Reservation reservationOf(MemorySegment block) {
        return reserving && block.byteSize() >= thresholdBytes
                ? reservations.get(block.address())
                : null;
    }

    private @Nullable Reservation reserve(long byteSize) {
        if (!reserving || byteSize > MAX_BLOCK_BYTES) {
            return null;
        }
        if (reservationCount.incrementAndGet() > MAX_RESERVATIONS) {
            reservationCount.decrementAndGet();
            return null;
        }
        long committed = inHugePages(byteSize);
        long spare = Math.min(committed * (spareFactor - 1), MOST_SPARE_BYTES);
        long reserved = Math.max(leastReservedBytes, committed + spare);
        long address = AddressSpace.reserve(reserved);
        if (address != -1 && !AddressSpace.commit(address, committed)) {
            AddressSpace.tryUnmap(address, reserved);
            address = -1;
        }
        if (address == -1) {
            reservationCount.decrementAndGet();
            return null;
        }
        Reservation reservation = new Reservation(address, reserved, committed);
        reservations.put(address, reservation);
        return reservation;
    }

    /** Null if the kernel does not move the pages; the block is as it was. */
    private @Nullable MemorySegment moveToLarger(Reservation old, long newByteSize) {
        Reservation larger = reserve(newByteSize);
        if (larger == null) {
            return null;
        }
        if (!AddressSpace.move(old.address, old.committedBytes, larger.address)) {
            reservations.remove(larger.address);
            reservationCount.decrementAndGet();
            AddressSpace.unmap(larger.address, larger.reservedBytes);
            return null;
        }
        reservations.remove(old.address);
        reservationCount.decrementAndGet();
        // Only what was not moved: the rest is unmapped by now, and may be another thread's.
        long left = old.reservedBytes - old.committedBytes;
        if (left > 0) {
            AddressSpace.unmap(old.address + old.committedBytes, left);
        }
        return NativeBlocks.at(larger.address, newByteSize);
    }
}

package dev.kanishk.collections.memory;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Linux's calls for address space that has memory only where it was committed. The class is
 * initialized only where a {@link HugePageResource} reserves.
 *
 * <p>Reserved space is mapped without access rights, so it counts neither as used memory nor
 * against the limit on committed memory, in none of the overcommit modes; {@link #commit} makes it
 * readable and writable, and fails where the mode forbids that much. {@code MAP_NORESERVE} would
 * take it out of that accounting, and the process would be killed later instead.
 */
final class AddressSpace {
    /** The size of a huge page; commits are a multiple of it and aligned to it. */
    static final long HUGE_PAGE_BYTES = 1L << 21;

    private static final int PROT_NONE = 0;
    private static final int PROT_READ_WRITE = 1 | 2;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x02 | 0x20;
    private static final int MAP_FIXED = 0x10;
    private static final int MREMAP_MAYMOVE_FIXED = 1 | 2;
    private static final int MADV_HUGEPAGE = 14;
    private static final long FAILED = -1;

    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final MethodHandle MMAP =
            function("mmap", FunctionDescriptor.of(WORD, WORD, WORD, INT, INT, INT, WORD));
    private static final MethodHandle MUNMAP =
            function("munmap", FunctionDescriptor.of(INT, WORD, WORD));
    private static final MethodHandle MPROTECT =
            function("mprotect", FunctionDescriptor.of(INT, WORD, WORD, INT));
    private static final MethodHandle MADVISE =
            function("madvise", FunctionDescriptor.of(INT, WORD, WORD, INT));
    private static final MethodHandle MREMAP =
            function(
                    "mremap",
                    FunctionDescriptor.of(WORD, WORD, WORD, WORD, INT, WORD),
                    Linker.Option.firstVariadicArg(4));

    private AddressSpace() {}

    /**
     * Reserves space, aligned to huge pages.
     *
     * @return the address, or −1 if there is none
     */
    static long reserve(long byteSize) {
        long withSlack = byteSize + HUGE_PAGE_BYTES;
        long mapped = map(0, withSlack, MAP_PRIVATE_ANONYMOUS);
        if (mapped == FAILED) {
            return FAILED;
        }
        long address = (mapped + HUGE_PAGE_BYTES - 1) & -HUGE_PAGE_BYTES;
        long head = address - mapped;
        // What the kernel does not take back, at its limit of mappings, is space without memory.
        if (head > 0) {
            tryUnmap(mapped, head);
        }
        tryUnmap(address + byteSize, HUGE_PAGE_BYTES - head);
        advise(address, byteSize);
        return address;
    }

    static boolean commit(long address, long byteSize) {
        try {
            return (int) MPROTECT.invokeExact(address, byteSize, PROT_READ_WRITE) == 0;
        } catch (Throwable e) {
            throw new AssertionError("mprotect throws nothing", e);
        }
    }

    /**
     * Gives memory back and keeps the space; a new mapping, since only that ends its accounting.
     */
    static boolean decommit(long address, long byteSize) {
        if (map(address, byteSize, MAP_PRIVATE_ANONYMOUS | MAP_FIXED) == FAILED) {
            return false;
        }
        advise(address, byteSize);
        return true;
    }

    /**
     * Moves committed pages, not their bytes, to the start of another reservation. Where they were
     * is unmapped then, and the kernel may give it to whoever asks next.
     */
    static boolean move(long from, long byteSize, long to) {
        try {
            return (long) MREMAP.invokeExact(from, byteSize, byteSize, MREMAP_MAYMOVE_FIXED, to)
                    != FAILED;
        } catch (Throwable e) {
            throw new AssertionError("mremap throws nothing", e);
        }
    }

    static void unmap(long address, long byteSize) {
        if (!tryUnmap(address, byteSize)) {
            throw new IllegalStateException(
                    "munmap refused " + byteSize + " bytes; is vm.max_map_count reached?");
        }
    }

    /** Gives space back; returns false if the kernel refuses, at its limit of mappings. */
    static boolean tryUnmap(long address, long byteSize) {
        try {
            return (int) MUNMAP.invokeExact(address, byteSize) == 0;
        } catch (Throwable e) {
            throw new AssertionError("munmap throws nothing", e);
        }
    }

    private static long map(long address, long byteSize, int flags) {
        try {
            return (long) MMAP.invokeExact(address, byteSize, PROT_NONE, flags, -1, 0L);
        } catch (Throwable e) {
            throw new AssertionError("mmap throws nothing", e);
        }
    }

    /** A kernel without huge pages refuses, and then there are small ones. */
    private static void advise(long address, long byteSize) {
        try {
            int _ = (int) MADVISE.invokeExact(address, byteSize, MADV_HUGEPAGE);
        } catch (Throwable e) {
            throw new AssertionError("madvise throws nothing", e);
        }
    }

    @SuppressWarnings("restricted") // the signatures are those of Linux's manual
    private static MethodHandle function(
            String name, FunctionDescriptor descriptor, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, options);
    }
}

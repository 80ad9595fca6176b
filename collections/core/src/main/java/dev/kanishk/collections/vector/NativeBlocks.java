package dev.kanishk.collections.vector;

import dev.kanishk.collections.memory.NativeAccess;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Copies and comparisons of native memory by the C library, which picks the widest instructions of
 * the processor and, unlike the JVM, also for ranges that overlap.
 *
 * <p>Calling it costs some nanoseconds, so that it pays from {@link #LARGE} on.
 */
final class NativeBlocks {
    /** From this size on the C library's functions are called, in bytes. */
    static final long LARGE = 4096;

    private NativeBlocks() {}

    /** Copies between native segments, which may overlap; ranges are checked. */
    static void copy(MemorySegment source, long from, MemorySegment target, long to, long bytes) {
        if (bytes >= LARGE && isReachable(source) && isReachable(target)) {
            Functions.move(source.asSlice(from, bytes), target.asSlice(to, bytes), bytes);
        } else {
            MemorySegment.copy(source, from, target, to, bytes);
        }
    }

    /** Returns whether ranges of native segments hold the same bytes. */
    static boolean same(MemorySegment a, long aFrom, MemorySegment b, long bFrom, long bytes) {
        if (bytes >= LARGE && isReachable(a) && isReachable(b)) {
            return Functions.same(a.asSlice(aFrom, bytes), b.asSlice(bFrom, bytes), bytes);
        }
        return MemorySegment.mismatch(a, aFrom, aFrom + bytes, b, bFrom, bFrom + bytes) < 0;
    }

    /** Memory of a closed arena must not be touched by address; the JVM's own copy refuses it. */
    private static boolean isReachable(MemorySegment segment) {
        return NativeAccess.isEnabled() && segment.isNative() && segment.scope().isAlive();
    }

    /** Is loaded only where native access is enabled. */
    private static final class Functions {
        private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;
        private static final MethodHandle MEMMOVE =
                function("memmove", FunctionDescriptor.ofVoid(WORD, WORD, WORD));
        private static final MethodHandle MEMCMP =
                function("memcmp", FunctionDescriptor.of(ValueLayout.JAVA_INT, WORD, WORD, WORD));

        static void move(MemorySegment source, MemorySegment target, long bytes) {
            try {
                MEMMOVE.invokeExact(target.address(), source.address(), bytes);
            } catch (Throwable e) {
                throw new AssertionError("memmove throws nothing", e);
            }
        }

        static boolean same(MemorySegment a, MemorySegment b, long bytes) {
            try {
                return (int) MEMCMP.invokeExact(a.address(), b.address(), bytes) == 0;
            } catch (Throwable e) {
                throw new AssertionError("memcmp throws nothing", e);
            }
        }

        @SuppressWarnings("restricted") // the symbols and signatures are those of the C standard
        private static MethodHandle function(String name, FunctionDescriptor descriptor) {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
        }
    }
}

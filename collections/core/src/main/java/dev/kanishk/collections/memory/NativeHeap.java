package dev.kanishk.collections.memory;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The C library's heap: {@code malloc}, {@code realloc} and {@code free}.
 *
 * <p>Any number of threads may use it. It is bounded by the process's memory alone. Large blocks
 * grow without being copied where the C library moves pages instead, as glibc does on Linux.
 */
public final class NativeHeap implements MemoryResource {
    private static final NativeHeap INSTANCE = new NativeHeap();
    private static final MethodHandle MALLOC =
            function("malloc", ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);
    private static final MethodHandle REALLOC =
            function(
                    "realloc", ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);
    private static final MethodHandle FREE = function("free", null, ValueLayout.JAVA_LONG);

    private NativeHeap() {}

    /**
     * Returns the heap of this process.
     *
     * @return the one instance
     */
    public static NativeHeap instance() {
        return INSTANCE;
    }

    @Override
    public long allocate(long byteSize) {
        requirePositive(byteSize);
        long address;
        try {
            address = (long) MALLOC.invokeExact(byteSize);
        } catch (Throwable e) {
            throw new AssertionError("malloc throws nothing", e);
        }
        return checked(address, byteSize);
    }

    @Override
    public long reallocate(long address, long oldByteSize, long newByteSize) {
        requirePositive(newByteSize);
        long moved;
        try {
            moved = (long) REALLOC.invokeExact(address, newByteSize);
        } catch (Throwable e) {
            throw new AssertionError("realloc throws nothing", e);
        }
        return checked(moved, newByteSize);
    }

    @Override
    public void free(long address, long byteSize) {
        try {
            FREE.invokeExact(address);
        } catch (Throwable e) {
            throw new AssertionError("free throws nothing", e);
        }
    }

    @Override
    public String toString() {
        return "NativeHeap";
    }

    private static void requirePositive(long byteSize) {
        if (byteSize < 1) {
            throw new IllegalArgumentException("a block has at least 1 byte, not " + byteSize);
        }
    }

    private static long checked(long address, long byteSize) {
        if (address == 0) {
            throw new AllocationFailedException("the C heap has no " + byteSize + " bytes");
        }
        return address;
    }

    @SuppressWarnings("restricted") // the symbols and signatures are those of the C standard
    private static MethodHandle function(
            String name,
            ValueLayout.@org.jspecify.annotations.Nullable OfLong result,
            ValueLayout.OfLong... parameters) {
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor descriptor =
                result == null
                        ? FunctionDescriptor.ofVoid(parameters)
                        : FunctionDescriptor.of(result, parameters);
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
    }
}

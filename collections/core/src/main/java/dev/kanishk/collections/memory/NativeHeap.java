package dev.kanishk.collections.memory;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * The C library's heap: {@code malloc}, {@code realloc} and {@code free}.
 *
 * <p>It is bounded by the process's memory alone. Large blocks grow without being copied where the
 * C library moves pages instead, as glibc does on Linux.
 */
final class NativeHeap implements MemoryResource {
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;
    private static final MethodHandle MALLOC = function("malloc", WORD, WORD);
    private static final MethodHandle ALIGNED_ALLOC = function("aligned_alloc", WORD, WORD, WORD);
    private static final MethodHandle REALLOC = function("realloc", WORD, WORD, WORD);
    private static final MethodHandle FREE = function("free", null, WORD);

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        long alignment = Requests.alignment(byteSize, byteAlignment);
        long address;
        try {
            if (alignment == DEFAULT_ALIGNMENT) {
                address = (long) MALLOC.invokeExact(byteSize);
            } else {
                // The C standard wants a multiple of the alignment.
                long rounded = (byteSize + alignment - 1) & -alignment;
                address = rounded < 0 ? 0 : (long) ALIGNED_ALLOC.invokeExact(alignment, rounded);
            }
        } catch (Throwable e) {
            throw new AssertionError("malloc throws nothing", e);
        }
        return block(address, byteSize);
    }

    @Override
    public MemorySegment reallocate(MemorySegment block, long newByteSize, long byteAlignment) {
        if (byteAlignment > DEFAULT_ALIGNMENT) {
            return MemoryResource.super.reallocate(block, newByteSize, byteAlignment);
        }
        Requests.requireSize(newByteSize);
        long moved;
        try {
            moved = (long) REALLOC.invokeExact(block.address(), newByteSize);
        } catch (Throwable e) {
            throw new AssertionError("realloc throws nothing", e);
        }
        return block(moved, newByteSize);
    }

    @Override
    public void free(MemorySegment block) {
        try {
            FREE.invokeExact(block.address());
        } catch (Throwable e) {
            throw new AssertionError("free throws nothing", e);
        }
    }

    @Override
    public String toString() {
        return "NativeHeap";
    }

    private static MemorySegment block(long address, long byteSize) {
        if (address == 0) {
            throw new AllocationFailedException("the C heap has no " + byteSize + " bytes");
        }
        return NativeBlocks.at(address, byteSize);
    }

    @SuppressWarnings("restricted") // the symbols and signatures are those of the C standard
    private static MethodHandle function(
            String name, ValueLayout.@Nullable OfLong result, ValueLayout.OfLong... parameters) {
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor descriptor =
                result == null
                        ? FunctionDescriptor.ofVoid(parameters)
                        : FunctionDescriptor.of(result, parameters);
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
    }
}

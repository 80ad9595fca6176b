package dev.kanishk.collections.arrow;

import static dev.kanishk.collections.arrow.ArrowStructs.WORD;

import dev.kanishk.collections.memory.MemoryResource;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A block that a consumer holds until it calls the release callback.
 *
 * <p>Ownership: the struct's private data is a number, under which the block is kept here. Whoever
 * removes it frees it, so a block is freed exactly once, however often and on whichever threads the
 * callback is called; a consumer that never does leaks it.
 *
 * @param resource where the block goes back to
 * @param block the elements, of no bytes if there are none
 * @param buffers the two pointers that the struct's buffers point to, on the system resource
 */
record ExportedBlock(MemoryResource resource, MemorySegment block, MemorySegment buffers) {
    private static final Map<Long, ExportedBlock> HELD = new ConcurrentHashMap<>();
    private static final AtomicLong NEXT_ID = new AtomicLong(1);

    /** Allocates what an export needs beside the block, before anything changes hands. */
    static MemorySegment allocateBuffers() {
        return MemoryResource.system().allocate(2 * Long.BYTES, Long.BYTES);
    }

    /** Fills both structs; the consumer owns the block from now on. */
    void fill(ArrowFormat format, long length, MemorySegment array, MemorySegment schema) {
        long id = NEXT_ID.getAndIncrement();
        HELD.put(id, this);
        buffers.set(WORD, 0, 0);
        buffers.set(WORD, Long.BYTES, block.address());
        array.asSlice(0, ArrowStructs.ARRAY_BYTES).fill((byte) 0);
        array.set(WORD, ArrowStructs.ARRAY_LENGTH, length);
        array.set(WORD, ArrowStructs.ARRAY_N_BUFFERS, 2);
        array.set(WORD, ArrowStructs.ARRAY_BUFFERS, buffers.address());
        array.set(WORD, ArrowStructs.ARRAY_PRIVATE_DATA, id);
        array.set(WORD, ArrowStructs.ARRAY_RELEASE, Callbacks.ARRAY.address());
        schema.asSlice(0, ArrowStructs.SCHEMA_BYTES).fill((byte) 0);
        schema.set(WORD, ArrowStructs.SCHEMA_FORMAT, ArrowStructs.format(format));
        schema.set(WORD, ArrowStructs.SCHEMA_NAME, ArrowStructs.emptyName());
        schema.set(WORD, ArrowStructs.SCHEMA_RELEASE, Callbacks.SCHEMA.address());
    }

    /** The callback. It may throw nothing: an exception in an upcall ends the process. */
    static void releaseArray(MemorySegment pointer) {
        try {
            MemorySegment array = ArrowStructs.at(pointer.address(), ArrowStructs.ARRAY_BYTES);
            ExportedBlock exported = HELD.remove(array.get(WORD, ArrowStructs.ARRAY_PRIVATE_DATA));
            array.set(WORD, ArrowStructs.ARRAY_RELEASE, 0);
            if (exported != null) {
                MemoryResource.system().free(exported.buffers);
                if (exported.block.byteSize() > 0) {
                    exported.resource.free(exported.block);
                }
            }
        } catch (Throwable e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    /** The schema's callback: its strings live as long as the process. */
    static void releaseSchema(MemorySegment pointer) {
        ArrowStructs.at(pointer.address(), ArrowStructs.SCHEMA_BYTES)
                .set(WORD, ArrowStructs.SCHEMA_RELEASE, 0);
    }

    /** Apart, since only a JVM with native access may make them. */
    private static final class Callbacks {
        static final MemorySegment ARRAY = stub("releaseArray");
        static final MemorySegment SCHEMA = stub("releaseSchema");

        @SuppressWarnings("restricted") // the signature is the one that Arrow's format defines
        private static MemorySegment stub(String method) {
            try {
                return Linker.nativeLinker()
                        .upcallStub(
                                MethodHandles.lookup()
                                        .findStatic(
                                                ExportedBlock.class,
                                                method,
                                                MethodType.methodType(
                                                        void.class, MemorySegment.class)),
                                FunctionDescriptor.ofVoid(ValueLayout.ADDRESS),
                                Arena.global());
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("the callback " + method + " is missing", e);
            }
        }
    }
}

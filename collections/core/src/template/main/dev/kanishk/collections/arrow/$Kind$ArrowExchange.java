package dev.kanishk.collections.arrow;

import dev.kanishk.collections.memory.AllocationFailedException;
import dev.kanishk.collections.memory.MemoryResource;
import dev.kanishk.collections.vector.$Kind$Vector;
import java.lang.foreign.MemorySegment;

/**
 * Hands {@link $Kind$Vector}s to and from Arrow's C data interface. No element is copied.
 *
 * <p>Both directions need native access and throw {@link UnsupportedOperationException} without it.
 */
public final class $Kind$ArrowExchange {
    private static final ArrowFormat FORMAT = ArrowFormat.of($type$.class);

    private $Kind$ArrowExchange() {}

    /**
     * Hands a vector's elements to a consumer. The vector is empty afterwards; its block is given
     * back to its resource when the consumer calls the array's release callback, on whichever thread
     * that happens, so the resource must outlive that and allow it.
     *
     * @param vector the vector whose elements go
     * @param array 80 bytes of native memory for the {@code ArrowArray}, which are overwritten
     * @param schema 72 bytes of native memory for the {@code ArrowSchema}, which are overwritten
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     * @throws UnsupportedOperationException if native access is not enabled
     */
    public static void exportTo($Kind$Vector vector, MemorySegment array, MemorySegment schema) {
        ArrowStructs.require(array, schema);
        long length = vector.size();
        MemorySegment buffers = ExportedBlock.allocateBuffers();
        boolean done = false;
        try {
            MemorySegment block = vector.detach();
            new ExportedBlock(vector.resource(), block, buffers)
                    .fill(FORMAT, length, array, schema);
            done = true;
        } finally {
            if (!done) {
                MemoryResource.system().free(buffers);
            }
        }
    }

    /**
     * Makes a vector of a producer's elements. The vector lies on the producer's memory until it
     * grows, is emptied or closed; then the array's release callback is called, once. Until then it
     * may be written to only if the producer allows that: the interface calls buffers immutable
     * unless both sides agree; {@link $Kind$Vector#copy} makes a vector of one's own.
     *
     * @param array an {@code ArrowArray} of this kind of element without nulls; it is marked as
     *     released, and its 80 bytes may go
     * @param schema its {@code ArrowSchema}, which is released
     * @return the vector, owned by the caller
     * @throws IllegalArgumentException if the array is of another kind, has nulls, or was released;
     *     both structs are as they were
     * @throws AllocationFailedException if there is no memory; both structs are as they were
     * @throws UnsupportedOperationException if native access is not enabled
     */
    public static $Kind$Vector importFrom(MemorySegment array, MemorySegment schema) {
        ArrowStructs.require(array, schema);
        ImportedBlock imported = ImportedBlock.take(FORMAT, array, schema);
        if (imported.length() == 0) {
            imported.release();
            return new $Kind$Vector();
        }
        return $Kind$Vector.adopt(imported, imported.elements(), imported.length());
    }
}

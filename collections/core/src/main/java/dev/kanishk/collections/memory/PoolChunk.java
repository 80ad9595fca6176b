package dev.kanishk.collections.memory;

import java.lang.foreign.MemorySegment;

/** One block of the upstream resource, divided into slabs. */
final class PoolChunk {
    final MemorySegment memory;
    final Slab[] slabs;

    /** How many of the slabs are cut into blocks of a class. */
    int usedSlabs;

    PoolChunk(MemorySegment memory) {
        this.memory = memory;
        this.slabs = new Slab[(int) (memory.byteSize() / Slab.BYTES)];
        for (int i = 0; i < slabs.length; i++) {
            slabs[i] = new Slab(this, memory.asSlice((long) i * Slab.BYTES, Slab.BYTES));
        }
    }
}

/**
 * Where vectors get their memory from: resources that allocate, grow and free blocks outside the
 * heap.
 *
 * <p>{@code MemoryResource.system()} serves everything by default. Monotonic and pool resources
 * serve many small blocks, {@code HugePageResource} large ones, {@code MappedFile} one that
 * persists; {@code LimitedResource} bounds another one, {@code TrackingResource} and {@code
 * FailingResource} are for tests. What lies in the blocks is not known here.
 */
@NullMarked
package dev.kanishk.collections.memory;

import org.jspecify.annotations.NullMarked;

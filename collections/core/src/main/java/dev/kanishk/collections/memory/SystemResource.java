package dev.kanishk.collections.memory;

/** Holds the one general-purpose resource, so that it is made only when it is asked for. */
final class SystemResource {
    static final MemoryResource INSTANCE =
            NativeAccess.isEnabled() ? new HugePageResource(new NativeHeap()) : new ArenaHeap();

    private SystemResource() {}
}

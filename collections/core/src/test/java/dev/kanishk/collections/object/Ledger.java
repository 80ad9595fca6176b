package dev.kanishk.collections.object;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.collections.memory.FailingResource;
import dev.kanishk.collections.memory.MemoryResource;
import dev.kanishk.collections.memory.TrackingResource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes elements that own a block, knows which are alive, and fails when told to. */
final class Ledger implements Lifecycle<Ledger.Owner> {
    /** An element: its value lies in a block of its own, which a move takes away. */
    static final class Owner {
        private @Nullable MemorySegment block;

        int value() {
            return block == null ? -1 : block.get(ValueLayout.JAVA_INT, 0);
        }
    }

    /** What is thrown on purpose. */
    static final class Planned extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    final TrackingResource tracking;
    final FailingResource resource;
    private final Set<Owner> alive = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Relocation relocation;
    private final boolean copyable;
    private long callsLeft = Long.MAX_VALUE;

    Ledger(Relocation relocation, boolean copyable) {
        this(relocation, copyable, MemoryResource.system());
    }

    Ledger(Relocation relocation, boolean copyable, MemoryResource upstream) {
        this.tracking = new TrackingResource(upstream, 0);
        this.resource = new FailingResource(tracking);
        this.relocation = relocation;
        this.copyable = copyable;
    }

    /** Lets a number of constructions, copies and moves succeed, and the one after them throw. */
    void failAfter(long successes) {
        callsLeft = successes;
    }

    void failNoMore() {
        callsLeft = Long.MAX_VALUE;
        resource.failNoMore();
    }

    int alive() {
        return alive.size();
    }

    Owner make(int value) {
        mayFail();
        MemorySegment block = resource.allocate(Integer.BYTES, Integer.BYTES);
        block.set(ValueLayout.JAVA_INT, 0, value);
        return enter(block);
    }

    @Override
    public Owner copy(Owner element) {
        assertThat(alive).as("copy of the living").contains(element);
        if (!copyable) {
            throw new UnsupportedOperationException();
        }
        return make(element.value());
    }

    @Override
    public Owner move(Owner element) {
        assertThat(alive).as("move of the living").contains(element);
        if (relocation == Relocation.MOVE_MAY_THROW) {
            mayFail();
        }
        MemorySegment block = element.block;
        assertThat(block).as("moved twice").isNotNull();
        element.block = null;
        return enter(block);
    }

    @Override
    public void destroy(Owner element) {
        assertThat(alive.remove(element)).as("destroyed once").isTrue();
        if (element.block != null) {
            resource.free(element.block);
            element.block = null;
        }
    }

    @Override
    public Relocation relocation() {
        return relocation;
    }

    @Override
    public boolean isCopyable() {
        return copyable;
    }

    private Owner enter(@Nullable MemorySegment block) {
        Owner owner = new Owner();
        owner.block = block;
        alive.add(owner);
        return owner;
    }

    private void mayFail() {
        if (callsLeft-- <= 0) {
            throw new Planned();
        }
    }
}

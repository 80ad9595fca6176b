package dev.kanishk.matching.engine;

import dev.kanishk.matching.event.EventBuffer;
import dev.kanishk.matching.event.FullBuffer;
import org.jspecify.annotations.Nullable;

/** Makes room in a buffer of events: discards them, until there is a shard that can tell them. */
final class RoomMaker implements FullBuffer {
    private @Nullable Shard shard;

    void tellBy(Shard newShard) {
        shard = newShard;
    }

    @Override
    public void makeRoom(EventBuffer buffer) {
        if (shard == null) {
            buffer.discard();
        } else {
            shard.makeRoom();
        }
    }
}

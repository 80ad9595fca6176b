package dev.kanishk.matching.engine;

import dev.kanishk.matching.event.EventBuffer;
import dev.kanishk.matching.event.FullBuffer;
import org.jspecify.annotations.Nullable;

/** Makes room in a buffer of events: discards them, until there is someone who can tell them. */
final class RoomMaker implements FullBuffer {
    private @Nullable Runnable teller;

    void tellBy(Runnable newTeller) {
        teller = newTeller;
    }

    @Override
    public void makeRoom(EventBuffer buffer) {
        if (teller == null) {
            buffer.discard();
        } else {
            teller.run();
        }
    }
}

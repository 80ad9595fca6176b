package dev.kanishk.matching.event;

import java.nio.ByteBuffer;

/** Takes encoded events, to send or to store them as they are. */
@FunctionalInterface
public interface EventBytes {
    /**
     * Takes whole events that follow one another.
     *
     * @param memory where they are until the method returns, little-endian; only to be read, and
     *     only by index
     * @param offset where the first begins
     * @param lengthBytes how long they are together
     */
    void onEvents(ByteBuffer memory, int offset, int lengthBytes);
}

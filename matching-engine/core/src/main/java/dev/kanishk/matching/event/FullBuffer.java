package dev.kanishk.matching.event;

/**
 * Makes room in an {@link EventBuffer} that is full in the middle of a command.
 *
 * <p>An engine that appends each command to its journal before it applies it waits here until the
 * journal is durable up to the command, and releases what the buffer holds, the events that the
 * command has led to so far among it. So no event is lost or told too early, and a command may lead
 * to any number of events in a buffer that never grows.
 */
@FunctionalInterface
public interface FullBuffer {
    /**
     * Releases or discards events of the buffer; all of them always suffice. It may throw: the
     * exception comes out of the listener's method that the books called, in the middle of a
     * command, and the books must then not be used any more.
     *
     * @param buffer the buffer, which holds whole events only
     */
    void makeRoom(EventBuffer buffer);
}

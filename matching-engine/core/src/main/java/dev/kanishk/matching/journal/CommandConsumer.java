package dev.kanishk.matching.journal;

import dev.kanishk.matching.book.Command;

/** Is given commands as they are read. */
@FunctionalInterface
public interface CommandConsumer {
    /**
     * Takes one command.
     *
     * @param command the command, overwritten by the next one
     */
    void accept(Command command);
}

package dev.kanishk.matching.flow;

import dev.kanishk.matching.command.Command;
import java.io.Closeable;
import java.io.IOException;

/**
 * Commands one after the other. Each has the number of its line or message as {@code reference},
 * and its time; a line may give more than one.
 */
public interface CommandSource extends Closeable {
    /**
     * Reads the next command.
     *
     * @param command is filled
     * @return false at the end
     * @throws IOException if the file cannot be read
     */
    boolean next(Command command) throws IOException;
}

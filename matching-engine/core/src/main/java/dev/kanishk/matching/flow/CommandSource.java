package dev.kanishk.matching.flow;

import dev.kanishk.matching.book.Command;
import java.io.Closeable;
import java.io.IOException;

/** Commands one after the other. */
public interface CommandSource extends Closeable {
    /**
     * Reads the next line as a command.
     *
     * @param command is filled
     * @return false at the end
     * @throws IOException if the file cannot be read
     */
    boolean next(Command command) throws IOException;
}

package dev.kanishk.matching.flow;

import dev.kanishk.matching.command.Command;
import java.io.IOException;

/** Where a replay's commands go: a journal, if one is kept, and books. */
public interface CommandSink {
    /**
     * Journals and applies a command; when this returns, the books have it.
     *
     * @param command the command; not kept
     * @throws IOException if it cannot be journaled; nothing further may be released
     */
    void accept(Command command) throws IOException;

    /**
     * Makes all accepted commands durable.
     *
     * @throws IOException if that cannot be; nothing further may be released
     */
    void commit() throws IOException;
}

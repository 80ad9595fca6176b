package dev.kanishk.matching.flow;

import dev.kanishk.matching.book.Command;
import dev.kanishk.matching.book.OrderBooks;
import dev.kanishk.matching.journal.Journal;
import java.io.IOException;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Replays a flow: read a batch, append it to the journal, match it, force the journal, and only
 * then release what it led to. One thread does all of it, so nothing is handed over and nothing
 * waits.
 */
public final class Replay {
    /** The commands of a batch: one force each. */
    public static final int BATCH_COMMANDS = 1024;

    private Replay() {}

    /**
     * Replays to the end of the flow, or until told to stop.
     *
     * @param source the flow, at its first command that is not yet in the books
     * @param books the books; their listener must be {@code results}
     * @param results released batch by batch
     * @param journal written before anything is released; null to keep none
     * @param goOn told after each batch how many commands are done; false stops in good order
     * @throws IOException if a file fails; nothing that was not durable has been released
     */
    public static void run(
            CommandSource source,
            OrderBooks books,
            ResultFiles results,
            @Nullable Journal journal,
            LongPredicate goOn)
            throws IOException {
        Command command = new Command();
        boolean more = true;
        while (more) {
            int batch = 0;
            while (batch < BATCH_COMMANDS && (more = source.next(command))) {
                if (journal != null) {
                    journal.append(command);
                }
                books.apply(command);
                batch++;
            }
            if (journal != null) {
                journal.commit();
            }
            results.release();
            more = goOn.test(books.commands()) && more;
        }
    }

    /**
     * Skips commands that the books hold already.
     *
     * @param source the flow, from its start
     * @param commands how many
     * @throws IOException if the flow is shorter, or cannot be read
     */
    public static void skip(CommandSource source, long commands) throws IOException {
        Command command = new Command();
        for (long i = 0; i < commands; i++) {
            if (!source.next(command)) {
                throw new IOException(
                        "the flow has "
                                + i
                                + " commands, the journal "
                                + commands
                                + ": not its flow");
            }
        }
    }
}

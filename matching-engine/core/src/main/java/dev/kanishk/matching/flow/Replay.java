package dev.kanishk.matching.flow;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import java.io.IOException;
import java.util.function.LongPredicate;

/**
 * Replays a flow on one thread: read a batch, journal and match it, make it durable, and only then
 * release what it led to. Sources that look at the books need this: each command is applied before
 * the next is read.
 */
public final class Replay {
    /** The commands of a batch: one commit each. */
    public static final int BATCH_COMMANDS = 1024;

    private Replay() {}

    /**
     * Replays to the end of the flow, or until told to stop.
     *
     * @param source the flow, at its first command that is not yet in the books
     * @param sink the books and their journal; the books' listener must be {@code results}
     * @param results released batch by batch
     * @param goOn told after each batch the reference of the last command; false stops in good
     *     order
     * @throws IOException if a file fails; nothing that was not durable has been released
     */
    public static void run(
            CommandSource source, CommandSink sink, ShardResults results, LongPredicate goOn)
            throws IOException {
        Command command = new Command();
        long last = 0;
        boolean more = true;
        while (more) {
            int batch = 0;
            while (batch < BATCH_COMMANDS && (more = source.next(command))) {
                last = command.reference;
                sink.accept(command);
                batch++;
            }
            sink.commit();
            results.release();
            more = goOn.test(last) && more;
        }
    }

    /**
     * Skips lines that the books hold already. Only for sources that do not look at the books.
     *
     * @param source the flow, from its start
     * @param lines how many; the instruments that they bring with them do not count
     * @throws IOException if the flow is shorter, or cannot be read
     */
    public static void skip(CommandSource source, long lines) throws IOException {
        Command command = new Command();
        long skipped = 0;
        while (skipped < lines) {
            if (!source.next(command)) {
                throw new IOException(
                        "the flow has "
                                + skipped
                                + " lines, the journal "
                                + lines
                                + ": not its flow");
            }
            skipped += command.action == Action.ADD_INSTRUMENT ? 0 : 1;
        }
    }
}

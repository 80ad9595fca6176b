package dev.kanishk.matching.engine;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.CommandCodec;
import dev.kanishk.matching.command.EncodingException;
import dev.kanishk.matching.event.EventBuffer;
import dev.kanishk.matching.journal.RecordConsumer;
import java.io.Serial;
import java.nio.ByteBuffer;

/** Carries the commands of a journal out once more, through the same books; nobody is told. */
final class CommandReplay implements RecordConsumer {
    /** Ends the reading of a journal early. */
    static final class ThroughReached extends RuntimeException {
        @Serial private static final long serialVersionUID = 1;

        private ThroughReached() {
            super("all that was asked for is read", null, false, false);
        }
    }

    private final ShardBooks books;
    private final EventBuffer events;
    private final long throughSequence;
    private final Command command = new Command();
    private long lastSequence;
    private long lastTimeNanos;
    private long commands;

    /**
     * Makes a replay.
     *
     * @param books the books, in the state after {@code lastSequence}
     * @param events the buffer that the books' events go to, to be discarded
     * @param lastSequence the last command carried out already
     * @param lastTimeNanos the greatest time of a command so far
     * @param throughSequence the last command to carry out
     */
    CommandReplay(
            ShardBooks books,
            EventBuffer events,
            long lastSequence,
            long lastTimeNanos,
            long throughSequence) {
        this.books = books;
        this.events = events;
        this.lastSequence = lastSequence;
        this.lastTimeNanos = lastTimeNanos;
        this.throughSequence = throughSequence;
    }

    @Override
    public void accept(byte type, long sequence, ByteBuffer bytes, int offset, int length) {
        if (type != JournalLog.COMMAND) {
            throw new IllegalStateException(
                    "the record with sequence "
                            + sequence
                            + " is of type "
                            + type
                            + ", not a command: use the version that wrote the journal");
        }
        try {
            CommandCodec.decode(bytes, offset, length, command);
        } catch (EncodingException e) {
            throw new IllegalStateException(
                    "the record with sequence "
                            + sequence
                            + " is no command that this version reads: use the version that wrote"
                            + " the journal",
                    e);
        }
        command.sequence = sequence;
        if (!events.hasRoomForCommand()) {
            events.discard();
        }
        books.apply(command);
        commands++;
        lastSequence = sequence;
        lastTimeNanos = Math.max(lastTimeNanos, command.timeNanos);
        if (sequence == throughSequence) {
            throw new ThroughReached();
        }
    }

    long commands() {
        return commands;
    }

    long lastSequence() {
        return lastSequence;
    }

    long lastTimeNanos() {
        return lastTimeNanos;
    }
}

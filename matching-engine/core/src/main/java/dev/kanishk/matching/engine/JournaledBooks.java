package dev.kanishk.matching.engine;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.CommandCodec;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.journal.JournalSettings;
import dev.kanishk.matching.journal.SnapshotStore;
import dev.kanishk.matching.journal.SnapshotWriter;
import dev.kanishk.matching.orderbook.BookSettings;
import dev.kanishk.matching.orderbook.OrderBooks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One shard without a thread of its own, for replays: the caller's thread journals, matches, makes
 * durable, and is told.
 *
 * <p>{@link #accept} applies a command at once, so that the next one may depend on the books;
 * {@link #commit} makes all that was accepted durable, and then tells the listener what it led to.
 * When the events that wait fill their buffer, that is done in between, if need be in the middle of
 * a command: so a batch, and a command, may lead to any number of them. A journal has the form of
 * an engine with one shard, and either can go on with the other's. After an {@link IOException}
 * nothing more is told, and only {@link #close} is of use. Not thread-safe.
 */
public final class JournaledBooks implements AutoCloseable {
    private static final int EVENT_BYTES = 1 << 22;
    private static final int SHARD = 0;

    private final @Nullable EngineFolder folder;
    private final RecoveredShard shard;
    private final OrderBooks books;
    private final BookListener listener;
    private final ByteBuffer encoded =
            ByteBuffer.allocateDirect(CommandCodec.MAX_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private JournaledBooks(
            @Nullable EngineFolder folder,
            RecoveredShard shard,
            OrderBooks books,
            BookListener listener) {
        this.folder = folder;
        this.shard = shard;
        this.books = books;
        this.listener = listener;
        shard.room().tellBy(this::makeRoom);
    }

    /**
     * Makes books without a journal.
     *
     * @param settings of the books
     * @param listener is told on {@link #commit}
     * @return empty books
     */
    public static JournaledBooks inMemory(BookSettings settings, BookListener listener) {
        RecoveredShard shard = shard(settings);
        return new JournaledBooks(null, shard, orderBooks(shard), listener);
    }

    /**
     * Opens a journal, or makes it, and recovers what it holds.
     *
     * @param root the folder of an engine with one shard
     * @param journal how the journal is written
     * @param settings of the books
     * @param listener is told on {@link #commit} what later commands lead to
     * @return the books in the state after the journal's last command
     * @throws IOException if it is damaged, in use, of several shards, or cannot be read or written
     */
    public static JournaledBooks open(
            Path root, JournalSettings journal, BookSettings settings, BookListener listener)
            throws IOException {
        EngineFolder folder = new EngineFolder(root, 1);
        RecoveredShard shard = shard(settings);
        try {
            shard.recover(folder.ofShard(SHARD), journal);
        } catch (IOException | RuntimeException e) {
            try (folder) {
                shard.close();
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
        return new JournaledBooks(folder, shard, orderBooks(shard), listener);
    }

    private static RecoveredShard shard(BookSettings settings) {
        return new RecoveredShard(
                SHARD, EVENT_BYTES, listener -> new RuleBooks(settings, listener));
    }

    private static OrderBooks orderBooks(RecoveredShard shard) {
        return ((RuleBooks) shard.books()).books();
    }

    /**
     * Returns the books, to be looked at.
     *
     * @return the books
     */
    public OrderBooks books() {
        return books;
    }

    /**
     * Returns what was recovered.
     *
     * @return the report, or null without a journal
     */
    public @Nullable RecoveryReport recovery() {
        return shard.report();
    }

    /**
     * Journals a command and applies it.
     *
     * @param command the command; its sequence is set
     * @throws IOException if the journal fails
     */
    public void accept(Command command) throws IOException {
        if (!shard.events().hasRoomForCommand()) {
            commit();
        }
        int length = CommandCodec.encode(command, encoded, 0);
        command.sequence = shard.log().append(encoded, 0, length);
        try {
            shard.apply(command);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Called by the event buffer when it is full in the middle of a command. */
    private void makeRoom() {
        try {
            commit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Makes what was accepted durable, and tells the listener.
     *
     * @throws IOException if the journal fails; nothing is told then
     */
    public void commit() throws IOException {
        shard.log().flush();
        shard.log().awaitDurable(shard.log().lastSequence());
        shard.events().release(shard.log().lastSequence(), listener);
    }

    /**
     * Commits, and writes a snapshot; the journal that it makes superfluous is deleted. Without a
     * journal it only commits.
     *
     * @throws IOException if the disk refuses; the journal is as good as before
     */
    public void snapshot() throws IOException {
        commit();
        if (folder == null || shard.log().lastSequence() == 0) {
            return;
        }
        shard.log().sync();
        SnapshotStore store = new SnapshotStore(folder.ofShard(SHARD));
        try (SnapshotWriter writer = store.begin(shard.log().lastSequence())) {
            SnapshotForm.write(writer, shard.head(), shard.books());
            writer.finish(shard.books().hash().value());
        }
        store.truncate();
    }

    /** Returns the sequence up to which the disk has everything. */
    long forcedSequence() {
        return shard.log().forcedSequence();
    }

    /** Commits nothing: what was accepted since the last commit may be lost. Seals the journal. */
    @Override
    public void close() throws IOException {
        try {
            shard.close();
        } finally {
            if (folder != null) {
                folder.close();
            }
        }
    }
}

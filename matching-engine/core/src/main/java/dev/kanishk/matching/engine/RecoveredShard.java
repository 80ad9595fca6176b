package dev.kanishk.matching.engine;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.event.EventBuffer;
import dev.kanishk.matching.event.EventEncoder;
import dev.kanishk.matching.journal.JournalDamagedException;
import dev.kanishk.matching.journal.JournalReading;
import dev.kanishk.matching.journal.JournalSettings;
import dev.kanishk.matching.journal.RecordJournal;
import dev.kanishk.matching.journal.Snapshot;
import dev.kanishk.matching.journal.SnapshotStore;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A shard's books as snapshot and journal give them: at the start of an engine, up to the journal's
 * end; for the next snapshot, up to a command of the recent past. Both go the same way, so that
 * each snapshot that is taken shows that recovery works.
 */
final class RecoveredShard implements AutoCloseable {
    private final int number;
    private final RoomMaker room = new RoomMaker();
    private final EventBuffer events;
    private final ShardBooks books;
    private CommandLog log = new MemoryLog();
    private long lastTimeNanos = Long.MIN_VALUE;
    private long commands;
    private @Nullable RecoveryReport report;

    RecoveredShard(int number, int eventBufferBytes, ShardBooks.Factory factory) {
        this.number = number;
        this.events = new EventBuffer(eventBufferBytes, room);
        this.books = factory.create(new EventEncoder(events));
    }

    /** Takes the newest valid snapshot and the journal after it, and opens that for more. */
    void recover(Path folder, JournalSettings settings) throws IOException {
        long begin = System.nanoTime();
        SnapshotStore.Found found = new SnapshotStore(folder).find();
        CommandReplay replay = replayAfter(found.snapshot(), Long.MAX_VALUE);
        RecordJournal journal = RecordJournal.open(folder, settings, found.fromSequence(), replay);
        log = new JournalLog(journal);
        finish(replay);
        report = report(found, replay, journal.tornBytes(), begin);
    }

    /** Takes the newest valid snapshot and the journal after it, and changes no file. */
    RecoveryReport read(Path folder) throws IOException {
        long begin = System.nanoTime();
        SnapshotStore.Found found = new SnapshotStore(folder).find();
        CommandReplay replay = replayAfter(found.snapshot(), Long.MAX_VALUE);
        JournalReading read = RecordJournal.read(folder, found.fromSequence(), replay);
        finish(replay);
        return report(found, replay, read.tornBytes(), begin);
    }

    private RecoveryReport report(
            SnapshotStore.Found found, CommandReplay replay, long tornBytes, long begin) {
        return new RecoveryReport(
                number,
                found.fromSequence() - 1,
                found.damaged().stream().map(JournalDamagedException::getMessage).toList(),
                commands,
                replay.lastSequence(),
                tornBytes,
                books.hash(),
                System.nanoTime() - begin);
    }

    /** Carries out a command that the log has. */
    void apply(Command command) {
        lastTimeNanos = Math.max(lastTimeNanos, command.timeNanos);
        books.apply(command);
    }

    /** Takes the newest valid snapshot and the journal after it, up to a command. */
    void recoverThrough(Path folder, long sequence) throws IOException {
        SnapshotStore.Found found = new SnapshotStore(folder).find();
        CommandReplay replay = replayAfter(found.snapshot(), sequence);
        if (replay.lastSequence() < sequence) {
            try {
                RecordJournal.read(folder, found.fromSequence(), replay);
            } catch (CommandReplay.ThroughReached e) {
                // What follows is the shard's, which may be writing it.
            }
        }
        finish(replay);
        if (replay.lastSequence() != sequence) {
            throw new IOException(
                    "the journal "
                            + folder
                            + " ends at sequence "
                            + replay.lastSequence()
                            + ", before "
                            + sequence
                            + ", which was durable");
        }
    }

    private CommandReplay replayAfter(@Nullable Snapshot snapshot, long throughSequence)
            throws IOException {
        long sequence = 0;
        if (snapshot != null) {
            SnapshotForm.Head head = SnapshotForm.read(snapshot, books);
            events.startAt(head.nextEventSequence());
            lastTimeNanos = head.lastTimeNanos();
            sequence = snapshot.sequence();
        }
        return new CommandReplay(books, events, sequence, lastTimeNanos, throughSequence);
    }

    private void finish(CommandReplay replay) {
        events.discard();
        lastTimeNanos = replay.lastTimeNanos();
        commands = replay.commands();
    }

    int number() {
        return number;
    }

    ShardBooks books() {
        return books;
    }

    CommandLog log() {
        return log;
    }

    EventBuffer events() {
        return events;
    }

    RoomMaker room() {
        return room;
    }

    long lastTimeNanos() {
        return lastTimeNanos;
    }

    /** Returns how many commands were carried out again. */
    long commands() {
        return commands;
    }

    SnapshotForm.Head head() {
        return new SnapshotForm.Head(lastTimeNanos, events.nextSequence());
    }

    /** Returns what it was recovered from, or null if it has no journal. */
    @Nullable RecoveryReport report() {
        return report;
    }

    /** Closes the journal, if the engine does not come to be. */
    @Override
    public void close() throws IOException {
        log.close();
    }
}

package dev.kanishk.matching.engine;

import dev.kanishk.matching.journal.Snapshot;
import dev.kanishk.matching.journal.SnapshotReader;
import dev.kanishk.matching.journal.SnapshotWriter;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * What a shard's snapshot holds: an int for the form's version, a long for the greatest time of a
 * command, a long for the next event's sequence, then the books' own form.
 */
final class SnapshotForm {
    private static final int VERSION = 1;

    /** What the shard itself has to keep. */
    record Head(long lastTimeNanos, long nextEventSequence) {}

    private SnapshotForm() {}

    static void write(SnapshotWriter to, Head head, ShardBooks books) throws IOException {
        DataOutputStream out = new DataOutputStream(new Output(to));
        out.writeInt(VERSION);
        out.writeLong(head.lastTimeNanos());
        out.writeLong(head.nextEventSequence());
        books.writeTo(out);
        out.flush();
    }

    /** Fills books, and checks that they are what was written. */
    static Head read(Snapshot snapshot, ShardBooks books) throws IOException {
        Head head;
        try (SnapshotReader from = snapshot.read()) {
            DataInputStream in = new DataInputStream(new Input(from));
            int version = in.readInt();
            if (version != VERSION) {
                throw new IOException(
                        snapshot
                                + " is of form "
                                + version
                                + ", and this program reads "
                                + VERSION
                                + ": use the version that wrote it");
            }
            head = new Head(in.readLong(), in.readLong());
            books.readFrom(in);
            if (from.hasNext()) {
                throw new IOException(
                        snapshot + " holds more than the books: use the version that wrote it");
            }
        }
        long hash = books.hash().value();
        if (hash != snapshot.stateHash()) {
            throw new IOException(
                    snapshot
                            + " gives books with state hash "
                            + hash
                            + ", not "
                            + snapshot.stateHash()
                            + ": use the version that wrote it");
        }
        return head;
    }

    private static final class Output extends OutputStream {
        private final SnapshotWriter writer;

        private Output(SnapshotWriter writer) {
            this.writer = writer;
        }

        @Override
        public void write(int value) throws IOException {
            writer.room(1).put((byte) value);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int at = offset;
            int end = offset + length;
            while (at < end) {
                ByteBuffer room = writer.room(1);
                int part = Math.min(room.remaining(), end - at);
                room.put(bytes, at, part);
                at += part;
            }
        }
    }

    private static final class Input extends InputStream {
        private final SnapshotReader reader;

        private Input(SnapshotReader reader) {
            this.reader = reader;
        }

        @Override
        public int read() throws IOException {
            return reader.hasNext() ? reader.next(1).get() & 0xFF : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!reader.hasNext()) {
                return -1;
            }
            ByteBuffer next = reader.next(1);
            int part = Math.min(next.remaining(), length);
            next.get(bytes, offset, part);
            return part;
        }
    }
}

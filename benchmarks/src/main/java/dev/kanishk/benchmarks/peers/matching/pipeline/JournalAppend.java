package dev.kanishk.benchmarks.peers.matching.pipeline;

import dev.kanishk.matching.journal.Durability;
import dev.kanishk.matching.journal.JournalSettings;
import dev.kanishk.matching.journal.RecordJournal;
import dev.kanishk.matching.journal.SyncMode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A batch of records of 64 bytes appended to a journal, and made to last.
 *
 * <p>{@link #ours} and {@link #fileChannel}, the floor, return when the disk has the batch. So does
 * {@link #chronicleQueueSynced}, by {@code msync}, which it was told to use: as it comes, {@code
 * sync()} does nothing. {@link #chronicleQueue} is Chronicle Queue as it comes: a batch survives
 * the process, not the machine. {@link #oursWindow} is its counterpart: it may lose up to a second.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 2,
        jvmArgsAppend = {
            "-Dchronicle.analytics.disable=true",
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-exports=jdk.unsupported/sun.misc=ALL-UNNAMED",
            "--add-exports=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED",
            "--add-opens=jdk.compiler/com.sun.tools.javac=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"
        })
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
public class JournalAppend {
    private static final int RECORD_BYTES = 64;
    private static final byte TYPE = 1;
    private static final int BATCH_MAX = 4096;
    private static final int WINDOW_RECORDS = 1 << 20;

    @Param({"1", "16", "256", "4096"})
    private int batch;

    private final ByteBuffer record =
            ByteBuffer.allocateDirect(RECORD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final Bytes<ByteBuffer> chronicleRecord = Bytes.elasticByteBuffer(RECORD_BYTES);

    /** Makes the state; JMH sets the size of a batch. */
    public JournalAppend() {
        for (int each = 0; each < RECORD_BYTES; each += Long.BYTES) {
            record.putLong(each, each);
            chronicleRecord.writeLong(each);
        }
    }

    /** A folder that lasts for an iteration, so that no run fills the disk. */
    @State(Scope.Benchmark)
    public abstract static class Opened {
        private Path folder = Path.of("");

        /** Opens what is written to. */
        @Setup(Level.Iteration)
        public void open() throws IOException {
            folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), "journal-append");
            open(folder);
        }

        /** Closes it, and deletes its files. */
        @TearDown(Level.Iteration)
        public void close() throws IOException {
            opened().close();
            Folders.delete(folder);
        }

        abstract void open(Path newFolder) throws IOException;

        abstract Closeable opened();
    }

    /** Our journal, each batch forced. */
    public static class Forced extends Opened {
        @SuppressWarnings("NullAway.Init") // JMH calls the setup before all others
        RecordJournal journal;

        @Override
        void open(Path newFolder) throws IOException {
            journal = openJournal(newFolder, Durability.FORCE);
        }

        @Override
        Closeable opened() {
            return journal::close;
        }
    }

    /** Our journal with a window of loss. */
    public static class Window extends Opened {
        @SuppressWarnings("NullAway.Init") // JMH calls the setup before all others
        RecordJournal journal;

        @Override
        void open(Path newFolder) throws IOException {
            Durability window = Durability.window(WINDOW_RECORDS, Duration.ofSeconds(1));
            journal = openJournal(newFolder, window);
        }

        @Override
        Closeable opened() {
            return journal::close;
        }
    }

    /** A Chronicle Queue, told to reach the disk by {@code sync()}. */
    public static class Queue extends Opened {
        @SuppressWarnings("NullAway.Init") // JMH calls the setup before all others
        ChronicleQueue queue;

        @SuppressWarnings("NullAway.Init") // JMH calls the setup before all others
        ExcerptAppender appender;

        @Override
        void open(Path newFolder) {
            queue =
                    SingleChronicleQueueBuilder.single(newFolder.toFile())
                            .syncMode(net.openhft.chronicle.bytes.SyncMode.SYNC)
                            .build();
            appender = queue.createAppender();
        }

        @Override
        Closeable opened() {
            return queue;
        }
    }

    /** A file of zeros. */
    public static class Floor extends Opened {
        private final ByteBuffer records = ByteBuffer.allocateDirect(BATCH_MAX * RECORD_BYTES);
        private long position;

        @SuppressWarnings("NullAway.Init") // JMH calls the setup before all others
        private FileChannel channel;

        @Override
        void open(Path newFolder) throws IOException {
            channel = Floors.allocated(newFolder.resolve("floor"));
            position = 0;
        }

        @Override
        Closeable opened() {
            return channel;
        }

        long write(ByteBuffer record, int batch) throws IOException {
            records.clear().limit(batch * RECORD_BYTES);
            for (int each = 0; each < batch; each++) {
                records.put(each * RECORD_BYTES, record, 0, RECORD_BYTES);
            }
            position = position + records.limit() > Floors.FILE_BYTES ? 0 : position;
            while (records.hasRemaining()) {
                position += channel.write(records, position);
            }
            channel.force(false);
            return position;
        }
    }

    /** Into our journal, forced to the disk. */
    @Benchmark
    public long ours(Forced state) throws IOException {
        append(state.journal);
        state.journal.sync();
        return state.journal.durableSequence();
    }

    /** Into our journal, with a window of loss. */
    @Benchmark
    public long oursWindow(Window state) throws IOException {
        append(state.journal);
        state.journal.flush();
        return state.journal.durableSequence();
    }

    /** Into Chronicle Queue as it comes. */
    @Benchmark
    public long chronicleQueue(Queue state) {
        return append(state.appender);
    }

    /** Into Chronicle Queue, synchronized with the disk. */
    @Benchmark
    public long chronicleQueueSynced(Queue state) {
        long last = append(state.appender);
        state.appender.sync();
        return last;
    }

    /** One write into a file allocated before, and a force: what any journal must do. */
    @Benchmark
    public long fileChannel(Floor state) throws IOException {
        return state.write(record, batch);
    }

    private void append(RecordJournal journal) throws IOException {
        for (int each = 0; each < batch; each++) {
            journal.append(TYPE, record, 0, RECORD_BYTES);
        }
    }

    private long append(ExcerptAppender appender) {
        for (int each = 0; each < batch; each++) {
            appender.writeBytes(chronicleRecord);
        }
        return appender.lastIndexAppended();
    }

    private static RecordJournal openJournal(Path folder, Durability durability)
            throws IOException {
        JournalSettings settings =
                JournalSettings.DEFAULT.withSync(SyncMode.INLINE).withDurability(durability);
        return RecordJournal.open(
                folder, settings, 1, (type, sequence, bytes, offset, length) -> {});
    }
}

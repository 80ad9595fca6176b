package dev.kanishk.benchmarks.peers.matching.pipeline;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/** What the machine itself takes, paced as the pipelines are. */
final class Floors {
    /** The length of a file that is written over and over. */
    static final int FILE_BYTES = 1 << 26;

    private static final int RECORD_BYTES = 64;
    private static final int BATCH_MAX = 1 << 14;

    private Floors() {}

    /** A thread that spins and says that it saw the last number, and does nothing else. */
    static final class HandOver implements Target, AutoCloseable {
        private final AtomicLong offered = new AtomicLong();
        private final Arrivals arrivals = new Arrivals();
        private volatile boolean closed;

        private HandOver() {}

        static HandOver start() {
            HandOver handOver = new HandOver();
            Thread.ofPlatform().daemon().name("hand-over").start(handOver::run);
            return handOver;
        }

        private void run() {
            long next = 0;
            while (!closed) {
                long last = offered.get();
                if (next == last) {
                    Thread.onSpinWait();
                }
                for (; next < last; next++) {
                    arrivals.complete(next);
                }
            }
        }

        Arrivals arrivals() {
            return arrivals;
        }

        @Override
        public boolean offer(long number) {
            offered.lazySet(number + 1);
            return true;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /**
     * One thread that writes a record of 64 bytes for each command that is due into a file
     * allocated before, in one write, and forces it.
     */
    static OpenLoop.Paced disk(Path file, long perSecond, double seconds) throws IOException {
        Arrivals arrivals = new Arrivals();
        long commands = (long) (perSecond * seconds);
        try (FileChannel channel = allocated(file)) {
            ByteBuffer records = ByteBuffer.allocateDirect(RECORD_BYTES * BATCH_MAX);
            long start = System.nanoTime();
            arrivals.begin(0, perSecond, start);
            long position = 0;
            for (long done = 0; done < commands; ) {
                double elapsed = System.nanoTime() - start;
                long due = Math.min(commands, 1 + (long) (elapsed * perSecond / 1e9));
                int batch = (int) Math.min(BATCH_MAX, due - done);
                if (batch == 0) {
                    Thread.onSpinWait();
                    continue;
                }
                records.clear().limit(batch * RECORD_BYTES);
                position = position + records.limit() > FILE_BYTES ? 0 : position;
                while (records.hasRemaining()) {
                    position += channel.write(records, position);
                }
                channel.force(false);
                for (int each = 0; each < batch; each++) {
                    arrivals.complete(done++);
                }
            }
            double achieved = commands * 1e9 / (System.nanoTime() - start);
            return new OpenLoop.Paced(perSecond, achieved, arrivals.end());
        }
    }

    /** Makes a file of zeros that are on the disk. */
    static FileChannel allocated(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
        for (long at = 0; at < FILE_BYTES; at += zeros.capacity()) {
            channel.write(zeros.clear(), at);
        }
        channel.force(true);
        return channel;
    }
}

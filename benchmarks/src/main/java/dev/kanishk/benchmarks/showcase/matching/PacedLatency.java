package dev.kanishk.benchmarks.showcase.matching;

import dev.kanishk.benchmarks.showcase.ShowcaseRun;
import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.engine.JournaledBooks;
import dev.kanishk.matching.flow.CsvFlow;
import dev.kanishk.matching.flow.ResultFiles;
import dev.kanishk.matching.flow.ShardResults;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.HdrHistogram.Histogram;

/**
 * Commands that arrive by the clock, whether the engine is ready or not. The time of each runs from
 * when it was due, so that a pause counts for everything that waited behind it.
 */
final class PacedLatency {
    static final int COMMANDS_PER_SECOND = 10_000;

    private static final int COMMANDS = 30_000;
    private static final int WARMUP = 10_000;
    private static final long INTERVAL_NANOS = 1_000_000_000L / COMMANDS_PER_SECOND;
    private static final int FORCES = 400;

    private PacedLatency() {}

    /** From due to released, through journal and books. */
    static Histogram acknowledgements(Path flow, ShowcaseRun run) throws IOException {
        Histogram histogram = new Histogram(3);
        Path folder = run.workFolder().resolve("paced");
        try (ResultFiles files = new ResultFiles(folder);
                CsvFlow source = new CsvFlow(flow);
                JournaledBooks books =
                        JournaledReplay.open(folder.resolve("journal"), files.shard(0))) {
            ShardResults results = files.shard(0);
            Command command = new Command();
            long start = System.nanoTime();
            int done = 0;
            while (done < COMMANDS) {
                int due = (int) Math.min(COMMANDS, (System.nanoTime() - start) / INTERVAL_NANOS);
                if (due == done) {
                    Thread.onSpinWait();
                    continue;
                }
                int first = done;
                while (done < due && source.next(command)) {
                    books.accept(command);
                    done += command.action == Action.ADD_INSTRUMENT ? 0 : 1;
                }
                books.commit();
                results.release();
                long released = System.nanoTime();
                for (int each = Math.max(first, WARMUP); each < done; each++) {
                    histogram.recordValue(released - (start + each * INTERVAL_NANOS));
                }
                run.progress("paced commands", done, COMMANDS);
            }
        }
        return histogram;
    }

    /** The machine's own floor: one small write and its force. */
    static Histogram forces(ShowcaseRun run) throws IOException {
        Histogram histogram = new Histogram(3);
        Path file = run.workFolder().resolve("forced");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(64 * FORCES), 0);
            channel.force(true);
            ByteBuffer record = ByteBuffer.allocateDirect(64);
            for (int each = 0; each < FORCES; each++) {
                long start = System.nanoTime();
                channel.write(record.clear(), each * 64L);
                channel.force(false);
                histogram.recordValue(System.nanoTime() - start);
            }
        }
        return histogram;
    }
}

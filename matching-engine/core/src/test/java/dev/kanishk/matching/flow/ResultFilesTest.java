package dev.kanishk.matching.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.event.Trade;
import dev.kanishk.matching.instrument.Instrument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ResultFilesTest {
    private static final long END = -1;

    @TempDir private Path folder = Path.of("");

    @Test
    void nothingIsInTheFilesBeforeItIsReleased() throws IOException {
        try (ResultFiles files = new ResultFiles(folder)) {
            ShardResults results = files.shard(0);
            reject(results, 1);
            assertThat(rejects()).isEmpty();
            results.release();
            assertThat(rejects()).containsExactly("1,1,MALFORMED");
            reject(results, 2);
        }
        assertThat(rejects()).containsExactly("1,1,MALFORMED");
    }

    @Test
    void aRowWaitsUntilNoOtherShardCanHaveAnEarlierOne() throws IOException {
        try (ResultFiles files = new ResultFiles(folder, 3, 1000)) {
            files.routed(0, 1);
            files.routed(1, 2);
            files.routed(0, 3);
            reject(files.shard(1), 2);
            files.shard(1).release();
            assertThat(rejects()).isEmpty();

            reject(files.shard(0), 1);
            files.shard(0).release();
            assertThat(rejects()).containsExactly("1,1,MALFORMED");

            reject(files.shard(0), 3);
            files.shard(0).release();
            assertThat(rejects())
                    .containsExactly("1,1,MALFORMED", "2,2,MALFORMED", "3,3,MALFORMED");
        }
    }

    @Test
    void closingWritesWhatWasReleasedInOrder() throws IOException {
        try (ResultFiles files = new ResultFiles(folder, 2, 1000)) {
            files.routed(0, 1);
            files.routed(1, 2);
            files.routed(0, 3);
            files.routed(1, 4);
            for (int line : new int[] {2, 4}) {
                reject(files.shard(1), line);
                files.shard(1).release();
            }
            reject(files.shard(0), 3);
            assertThat(rejects()).isEmpty();
        }
        assertThat(rejects()).containsExactly("2,2,MALFORMED", "4,4,MALFORMED");
    }

    @Test
    void releasingIntoClosedFilesFails() throws IOException {
        ResultFiles files = new ResultFiles(folder);
        files.close();
        files.close();
        assertThatThrownBy(() -> files.shard(0).release())
                .isInstanceOf(IOException.class)
                .hasMessage("the result files are closed");
    }

    @Test
    void aShardThatIsFarAheadWaitsAndIsWokenByClosing() throws Exception {
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            ResultFiles files = new ResultFiles(folder, 2, 100);
            files.routed(0, 1);
            files.routed(1, 2);
            Future<?> ahead = threads.submit(() -> fillAndRelease(files.shard(1)));
            assertThatThrownBy(() -> ahead.get(50, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            files.close();
            assertThatThrownBy(ahead::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("the result files are closed");
        }
        assertThat(rejects()).hasSize(100);
    }

    private static Object fillAndRelease(ShardResults results) throws IOException {
        for (int i = 0; i < 100; i++) {
            reject(results, 2);
        }
        results.release();
        return results;
    }

    @Test
    void rejectsOfNewInstrumentsAreNotWritten() throws IOException {
        try (ResultFiles files = new ResultFiles(folder)) {
            Command command = new Command();
            command.action = Action.ADD_INSTRUMENT;
            command.reference = 1;
            files.shard(0).onCommand(command);
            files.shard(0).onRejected(3, Command.ABSENT, 0, 0, RejectReason.DUPLICATE_INSTRUMENT);
            reject(files.shard(0), 1);
            files.shard(0).release();
            assertThat(files.shard(0).rejects()).isEqualTo(1);
        }
        assertThat(rejects()).containsExactly("1,1,MALFORMED");
    }

    @Test
    void numbersAndSymbolsAreWrittenWhole() throws IOException {
        try (ResultFiles files = new ResultFiles(folder)) {
            Trade trade = new Trade();
            trade.instrument = 70_000;
            trade.price = Long.MIN_VALUE;
            trade.quantity = Long.MAX_VALUE;
            trade.makerOrderId = -10;
            trade.takerSide = Side.SELL;
            files.addInstrument(Instrument.of(70_000, "1234567890123456"));
            files.shard(0).onTrade(trade);
            trade.instrument = 5;
            files.shard(0).onTrade(trade);
            files.shard(0).release();
        }
        assertThat(Files.readAllLines(folder.resolve("trades.csv")))
                .containsExactly(
                        "line,symbol,price,qty,maker_order_id,taker_order_id,taker_side",
                        "0,1234567890123456,-9223372036854775808,9223372036854775807,-10,0,S",
                        "0,,-9223372036854775808,9223372036854775807,-10,0,S");
    }

    /** A reader gives lines to shards by bounded queues; each has its pace, some no rows. */
    @ParameterizedTest
    @CsvSource({"2,0,1", "3,64,2", "4,4096,3", "8,100,4"})
    void rowsOfManyThreadsComeInTheOrderOfLines(int shards, int waitingBytesMax, long seed)
            throws Exception {
        int lines = 30_000;
        SplittableRandom random = new SplittableRandom(seed);
        try (ExecutorService threads = Executors.newFixedThreadPool(shards);
                ResultFiles files = new ResultFiles(folder, shards, waitingBytesMax)) {
            List<BlockingQueue<Long>> queues = new ArrayList<>();
            List<Future<?>> done = new ArrayList<>();
            for (int shard = 0; shard < shards; shard++) {
                BlockingQueue<Long> queue = new ArrayBlockingQueue<>(64);
                queues.add(queue);
                ShardResults results = files.shard(shard);
                done.add(threads.submit(() -> work(queue, results)));
            }
            for (long line = 1; line <= lines; line++) {
                int shard = random.nextInt(10) == 0 ? 0 : random.nextInt(shards);
                files.routed(shard, line);
                queues.get(shard).put(line);
            }
            for (BlockingQueue<Long> queue : queues) {
                queue.put(END);
            }
            for (Future<?> each : done) {
                each.get();
            }
        }
        assertThat(rejects())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, lines)
                                .filter(line -> line % 3 != 0)
                                .mapToObj(line -> line + "," + line + ",MALFORMED")
                                .toList());
    }

    private static Object work(BlockingQueue<Long> queue, ShardResults results)
            throws InterruptedException, IOException {
        List<Long> batch = new ArrayList<>();
        while (true) {
            batch.clear();
            batch.add(queue.take());
            queue.drainTo(batch, 20);
            for (long line : batch) {
                if (line != END && line % 3 != 0) {
                    reject(results, line);
                } else if (line != END) {
                    command(results, line);
                }
            }
            results.release();
            if (batch.getLast() == END) {
                return results;
            }
        }
    }

    private static void command(ShardResults results, long line) {
        Command command = new Command();
        command.reference = line;
        results.onCommand(command);
    }

    private static void reject(ShardResults results, long line) {
        command(results, line);
        results.onRejected(0, line, 0, 0, RejectReason.MALFORMED);
    }

    private List<String> rejects() throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("rejects.csv"));
        return lines.subList(1, lines.size());
    }
}

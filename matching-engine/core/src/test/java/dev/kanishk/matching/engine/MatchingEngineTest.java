package dev.kanishk.matching.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.event.RecordedCalls;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.journal.JournalInspection;
import dev.kanishk.matching.journal.JournalSettings;
import dev.kanishk.matching.journal.RecordJournal;
import dev.kanishk.matching.journal.SyncMode;
import dev.kanishk.matching.orderbook.BookHash;
import dev.kanishk.matching.orderbook.BookSettings;
import dev.kanishk.matching.orderbook.OrderBooks;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class MatchingEngineTest {
    private static final int INSTRUMENTS = 7;
    private static final long SEED = 17;
    private static final JournalSettings SMALL =
            JournalSettings.DEFAULT.withSegmentBytes(1 << 16).withBatchBytesMax(1 << 12);

    @TempDir Path folder;

    private static MatchingEngineBuilder builder(int shards) {
        MatchingEngineBuilder builder = MatchingEngine.builder().shards(shards).timesGiven();
        for (int i = 0; i < INSTRUMENTS; i++) {
            builder.instrument(Instrument.of(i, "I" + i));
        }
        return builder;
    }

    private static void submit(MatchingEngine engine, RandomFlow flow, int count)
            throws InterruptedException {
        Command command = new Command();
        for (int i = 0; i < count; i++) {
            flow.next(command);
            assertThat(engine.submit(command, Long.MAX_VALUE)).isTrue();
        }
    }

    private static BookHash hash(MatchingEngine engine) throws Exception {
        BookHash sum = engine.position(0).get().hash();
        for (int i = 1; i < engine.shards(); i++) {
            sum = sum.plus(engine.position(i).get().hash());
        }
        return sum;
    }

    /** The books without any engine, and every line that they tell of one instrument. */
    private static BookHash direct(long seed, int count, RecordedCalls told) {
        OrderBooks books = new OrderBooks(BookSettings.DEFAULT, told);
        Command command = new Command();
        for (int i = 0; i < INSTRUMENTS; i++) {
            books.apply(MatchingEngine.adding(Instrument.of(i, "I" + i)));
        }
        RandomFlow flow = new RandomFlow(seed, INSTRUMENTS);
        for (int i = 0; i < count; i++) {
            flow.next(command);
            books.apply(command);
        }
        return books.hash();
    }

    private static List<String> trades(List<RecordedCalls> told, int instrument) {
        return told.stream()
                .flatMap(each -> each.lines.stream())
                .filter(line -> line.startsWith("trade instrument=" + instrument + " "))
                .toList();
    }

    @Property(tries = 15, shrinking = ShrinkingMode.OFF)
    void givesTheSameWithAnyNumberOfShards(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int shards) throws Exception {
        int count = 2_000;
        RecordedCalls direct = new RecordedCalls();
        BookHash expected = direct(seed, count, direct);
        List<RecordedCalls> told = new ArrayList<>();
        try (MatchingEngine engine =
                builder(shards)
                        .ringCapacity(64)
                        .eventBufferBytes(1 << 14)
                        .listener(shard -> {
                            told.add(new RecordedCalls());
                            return told.getLast();
                        })
                        .start()) {
            submit(engine, new RandomFlow(seed, INSTRUMENTS), count);
            assertThat(hash(engine)).isEqualTo(expected);
        }
        for (int i = 0; i < INSTRUMENTS; i++) {
            assertThat(trades(told, i)).isNotEmpty().isEqualTo(trades(List.of(direct), i));
        }
    }

    @Test
    void goesOnWhereItStopped() throws Exception {
        for (SyncMode mode : SyncMode.values()) {
            Path journal = folder.resolve(mode.name());
            RandomFlow flow = new RandomFlow(5, INSTRUMENTS);
            BookHash before = new BookHash(0, 0, 0);
            for (int run = 0; run < 4; run++) {
                try (MatchingEngine engine =
                        builder(2).journal(journal).journalSettings(SMALL.withSync(mode)).start()) {
                    if (run > 0) {
                        assertThat(hash(engine)).isEqualTo(before);
                        assertThat(
                                        engine.recovery().stream()
                                                .map(RecoveryReport::hash)
                                                .reduce(BookHash::plus))
                                .contains(before);
                    }
                    submit(engine, flow, 3_000);
                    before = hash(engine);
                }
            }
            assertThat(before).isEqualTo(direct(5, 12_000, new RecordedCalls()));
        }
    }

    /** Submits a flow for ever, and prints the sequence of each command as it is told. */
    public static final class Running {
        private Running() {}

        public static void main(String[] arguments) throws Exception {
            PrintStream out =
                    new PrintStream(
                            new FileOutputStream(FileDescriptor.out),
                            false,
                            StandardCharsets.UTF_8);
            RandomFlow flow = new RandomFlow(SEED, INSTRUMENTS);
            Command command = new Command();
            BookListener printing =
                    new BookListener() {
                        @Override
                        public void onCommand(Command told) {
                            out.println(told.sequence);
                            out.flush();
                        }
                    };
            try (MatchingEngine engine =
                    builder(1)
                            .journal(Path.of(arguments[0]))
                            .journalSettings(SMALL.withSync(SyncMode.valueOf(arguments[1])))
                            .snapshotEvery(500)
                            .listener(shard -> printing)
                            .start()) {
                long done = engine.recovery().getFirst().lastSequence() - INSTRUMENTS;
                for (long i = 0; i < done; i++) {
                    flow.next(command);
                }
                while (true) {
                    submit(engine, flow, 1);
                }
            }
        }
    }

    @Test
    void losesNothingToldWhenItIsKilled() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        for (SyncMode mode : SyncMode.values()) {
            Path journal = folder.resolve(mode.name());
            for (int kill = 0; kill < 2; kill++) {
                long told = runAndKill(journal, mode, 500 + random.nextInt(1_500));
                Path copy = folder.resolve("copy" + mode + kill);
                copy(journal, copy);
                try (MatchingEngine recovered = builder(1).journal(copy).start()) {
                    RecoveryReport report = recovered.recovery().getFirst();
                    assertThat(report.lastSequence()).isGreaterThanOrEqualTo(told);
                    int commands = (int) report.lastSequence() - INSTRUMENTS;
                    assertThat(report.hash())
                            .isEqualTo(direct(SEED, commands, new RecordedCalls()));
                }
            }
        }
    }

    /** Returns the last sequence that the process told before it was killed. */
    private static long runAndKill(Path journal, SyncMode mode, int lines) throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Running.class.getName(),
                                journal.toString(),
                                mode.name())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        long told = 0;
        int count = 0;
        try (BufferedReader output = process.inputReader()) {
            String line = output.readLine();
            while (line != null) {
                told = Long.parseLong(line);
                if (++count == lines) {
                    process.destroyForcibly();
                }
                line = output.readLine();
            }
        } catch (IOException | NumberFormatException e) {
            assertThat(count).as("lines before it was killed").isGreaterThanOrEqualTo(lines);
        }
        process.destroyForcibly().waitFor();
        return told;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.resolve("shard-0001"));
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    @Test
    void takesTheSameInstrumentsAgainAndNoOthers() throws Exception {
        builder(2).journal(folder).start().close();
        try (MatchingEngine engine = builder(2).journal(folder).start()) {
            assertThat(engine.recovery().stream().mapToLong(RecoveryReport::commands).sum())
                    .isEqualTo(INSTRUMENTS);
            assertThat(engine.shardOf(3)).isNotNegative();
            assertThat(engine.shardOf(300)).isNegative();
        }
        assertThatThrownBy(() ->
                        builder(2).journal(folder).instrument(Instrument.of(3, "OTHER")).start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("instrument 3 is Instrument[id=3, symbol=I3");
        assertThatThrownBy(() -> builder(3).journal(folder).start())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has 2 shards, not 3");
        builder(2).journal(folder).start().close();
    }

    @Test
    void writesWhatEachShardWasGiven() throws Exception {
        try (MatchingEngine engine = builder(3).journal(folder).start()) {
            submit(engine, new RandomFlow(3, INSTRUMENTS), 500);
        }
        long records = 0;
        for (int i = 1; i <= 3; i++) {
            records +=
                    RecordJournal.read(
                                    folder.resolve("shard-000" + i), 1, (type, seq, b, at, n) -> {})
                            .lastSequence();
        }
        assertThat(records).isGreaterThan(500 + INSTRUMENTS);
    }

    @Test
    void refusesToGoOnWithoutAShardThatIsLost() throws Exception {
        try (MatchingEngine engine = builder(2).journal(folder).start()) {
            submit(engine, new RandomFlow(3, INSTRUMENTS), 500);
        }
        Path lost = folder.resolve("shard-0002");
        Files.move(lost, folder.resolve("elsewhere"));
        for (int again = 0; again < 2; again++) {
            assertThatThrownBy(() -> builder(2).journal(folder).start())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("shard-0002")
                    .hasMessageContaining("restore");
            assertThatThrownBy(() -> RecoveredBooks.read(folder, BookSettings.DEFAULT))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("shard-0002")
                    .hasMessageContaining("restore");
        }
    }

    @Test
    void startsAgainAfterAStartThatMadeSomeShardsOnly() throws Exception {
        builder(2).journal(folder).start().close();
        Path other = folder.resolve("other");
        new EngineFolder(other, 2).close();
        RecordJournal.open(other.resolve("shard-0002"), SMALL, 1, (type, seq, b, at, n) -> {})
                .close();
        try (MatchingEngine engine = builder(2).journal(other).start()) {
            submit(engine, new RandomFlow(3, INSTRUMENTS), 50);
        }
    }

    @Test
    void reportsTheTornBytesThatItCut() throws Exception {
        try (MatchingEngine engine = builder(1).journal(folder).journalSettings(SMALL).start()) {
            submit(engine, new RandomFlow(3, INSTRUMENTS), 500);
        }
        Path shard = folder.resolve("shard-0001");
        JournalInspection.Segment last = JournalInspection.of(shard).segments().getLast();
        try (FileChannel file =
                FileChannel.open(shard.resolve(last.name()), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap("torn".repeat(25).getBytes(UTF_8)), last.usedBytes());
        }
        assertThat(RecoveredBooks.read(folder, BookSettings.DEFAULT).reports().getFirst())
                .extracting(RecoveryReport::tornBytes)
                .isEqualTo(100L);
        for (long torn : new long[] {100, 0}) {
            try (MatchingEngine engine =
                    builder(1).journal(folder).journalSettings(SMALL).start()) {
                assertThat(engine.recovery().getFirst().tornBytes()).isEqualTo(torn);
            }
        }
    }

    @Test
    void goesOnWhateverInterruptsItsShards() throws Exception {
        BlockingQueue<Thread> threads = new ArrayBlockingQueue<>(1);
        BookListener listener =
                new BookListener() {
                    @Override
                    public void onCommand(Command command) {
                        var _ = threads.offer(Thread.currentThread());
                    }
                };
        try (MatchingEngine engine =
                builder(1)
                        .journal(folder)
                        .journalSettings(SMALL.withSync(SyncMode.INLINE))
                        .listener(each -> listener)
                        .start()) {
            Thread shard = threads.take();
            RandomFlow flow = new RandomFlow(3, INSTRUMENTS);
            for (int i = 0; i < 500; i++) {
                submit(engine, flow, 1);
                shard.interrupt();
            }
            hash(engine);
            assertThat(engine.metrics(0).status()).isEqualTo(ShardStatus.RUNNING);
            Await.until(() -> !shard.isInterrupted());
        }
    }

    @Test
    void refusesToRouteABalanceOfNoInstrument() throws Exception {
        try (MatchingEngine engine = builder(2).start()) {
            Command deposit = new Command();
            deposit.action = Action.ADJUST_BALANCE;
            deposit.asset = 5;
            assertThatThrownBy(() -> engine.submit(deposit))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("asset 5: add the instrument first");
        }
    }

    @Test
    void namesSettingsThatAreOutOfRange() {
        MatchingEngineBuilder builder = MatchingEngine.builder();
        assertThatThrownBy(() -> builder.shards(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shards is 0: use 1 to 64");
        assertThatThrownBy(() -> builder.ringCapacity(100)).hasMessageContaining("power of two");
        assertThatThrownBy(() -> builder.batchMax(0)).hasMessageContaining("batchMax is 0");
        assertThatThrownBy(() -> builder.eventBufferBytes(1 << 11))
                .hasMessageContaining("eventBufferBytes is 2048");
        assertThatThrownBy(() -> builder.pinTo(-1)).hasMessageContaining("processor is -1");
        assertThatThrownBy(() -> builder.timeInterval(Duration.ofDays(2)))
                .hasMessageContaining("timeInterval");
    }

    @Test
    void tellsNothingOfWhatItRecovers() throws Exception {
        try (MatchingEngine engine = builder(1).journal(folder).start()) {
            submit(engine, new RandomFlow(3, INSTRUMENTS), 500);
        }
        RecordedCalls told = new RecordedCalls();
        try (MatchingEngine engine =
                builder(1).journal(folder).listener((int shard) -> (BookListener) told).start()) {
            assertThat(hash(engine)).isEqualTo(direct(3, 500, new RecordedCalls()));
            assertThat(engine.metrics(0).events()).isGreaterThan(1_000);
        }
        assertThat(told.lines).isEmpty();
    }
}

package dev.kanishk.matching.jmh;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.engine.MatchingEngine;
import dev.kanishk.matching.engine.MatchingEngineBuilder;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.journal.JournalSettings;
import dev.kanishk.matching.journal.SyncMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From submitting to telling: one thread submits, a shard carries out, its listener counts. {@code
 * nothing} submits commands that change nothing, which is the floor of the harness; {@code orders}
 * enters orders that trade and cancels others. Journals force every batch.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
public class EngineBenchmark {
    private static final int COMMANDS = 1 << 14;

    /** How results become durable. */
    public enum Journal {
        /** Not at all. */
        NONE,
        /** The shard's thread writes and forces. */
        INLINE,
        /** A thread of the journal writes and forces, while the shard goes on. */
        PIPELINED
    }

    @Param public Journal journal = Journal.NONE;

    private final Command command = new Command();
    private final AtomicLong told = new AtomicLong();
    private Path folder = Path.of("");

    @SuppressWarnings("NullAway.Init") // JMH calls start() first
    private MatchingEngine engine;

    private long submitted;
    private long nextOrder = 1;

    @Setup(Level.Trial)
    public void start() throws IOException {
        folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), "engine-benchmark");
        MatchingEngineBuilder builder =
                MatchingEngine.builder().timesGiven().listener(shard -> counting());
        if (journal != Journal.NONE) {
            builder.journal(folder)
                    .journalSettings(
                            JournalSettings.DEFAULT.withSync(SyncMode.valueOf(journal.name())));
        }
        engine = builder.instrument(Instrument.of(1, "AAA")).start();
        submitted = 1;
    }

    private BookListener counting() {
        return new BookListener() {
            @Override
            public void onCommand(Command ended) {
                told.lazySet(told.getPlain() + 1);
            }
        };
    }

    @TearDown(Level.Trial)
    public void stop() throws IOException {
        engine.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(COMMANDS)
    public long nothing() {
        command.clear();
        for (int i = 0; i < COMMANDS; i++) {
            submit();
        }
        return awaitTold();
    }

    @Benchmark
    @OperationsPerInvocation(COMMANDS)
    public long orders() {
        for (int i = 0; i < COMMANDS; i += 4) {
            order(Side.BUY, 100L - (i & 31), 10);
            order(Side.SELL, 101L + (i & 31), 10);
            order(Side.SELL, 100L - (i & 31), 10);
            command.clear();
            command.action = Action.CANCEL;
            command.instrument = 1;
            command.orderId = nextOrder - 2;
            submit();
        }
        return awaitTold();
    }

    private void order(Side side, long price, long quantity) {
        command.clear();
        command.action = Action.NEW;
        command.instrument = 1;
        command.orderId = nextOrder++;
        command.side = side;
        command.price = price;
        command.quantity = quantity;
        submit();
    }

    private void submit() {
        while (!engine.submit(command)) {
            Thread.onSpinWait();
        }
        submitted++;
    }

    private long awaitTold() {
        while (told.get() < submitted) {
            Thread.onSpinWait();
        }
        return submitted;
    }
}

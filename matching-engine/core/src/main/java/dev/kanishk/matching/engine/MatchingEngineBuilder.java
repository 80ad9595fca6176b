package dev.kanishk.matching.engine;

import static java.util.Objects.requireNonNull;

import dev.kanishk.collections.concurrent.IdleStrategy;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.journal.JournalSettings;
import dev.kanishk.matching.journal.SyncMode;
import dev.kanishk.matching.orderbook.BookSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a {@link MatchingEngine}. Without any, it has one shard, no journal, and a
 * listener that is told nothing.
 */
public final class MatchingEngineBuilder {
    private static final int PROCESSORS_TO_PIPELINE = 4;
    private static final long NANOS_MAX = Duration.ofDays(1).toNanos();

    final Map<Instrument, Integer> instruments = new LinkedHashMap<>();
    @Nullable Path journal;
    JournalSettings journalSettings =
            JournalSettings.DEFAULT.withSync(
                    Runtime.getRuntime().availableProcessors() < PROCESSORS_TO_PIPELINE
                            ? SyncMode.INLINE
                            : SyncMode.PIPELINED);
    int shards = 1;
    IntFunction<? extends BookListener> listeners = shard -> new BookListener() {};
    @Nullable LongSupplier clock;
    boolean timesGiven;
    Duration timeInterval = Duration.ofMillis(100);
    IdleStrategy idle = IdleStrategy.backingOff();
    int ringCapacity = 1 << 13;
    int batchMax = 1 << 13;
    int eventBufferBytes = 1 << 22;
    List<Integer> processors = List.of();
    EngineFailures failures = new SystemLoggerFailures();
    BookSettings bookSettings = BookSettings.DEFAULT;
    ShardBooks.@Nullable Factory books;
    long snapshotCommands;
    @Nullable Executor checkPool;
    int checkedAccounts = 1 << 16;

    MatchingEngineBuilder() {}

    /**
     * Sets the folder of the journals. What they hold is recovered first.
     *
     * @param folder the folder, made if it does not exist; used by one engine at a time
     * @return this
     */
    public MatchingEngineBuilder journal(Path folder) {
        journal = requireNonNull(folder, "folder");
        return this;
    }

    /**
     * Sets how journals are written. By default every batch is forced to the disk before its
     * results are told; with fewer than four processors by the shard's thread, else by one of the
     * journal's own while the shard goes on.
     *
     * @param settings the settings
     * @return this
     */
    public MatchingEngineBuilder journalSettings(JournalSettings settings) {
        journalSettings = requireNonNull(settings, "settings");
        return this;
    }

    /**
     * Sets the number of shards. A journal keeps the number that it was begun with.
     *
     * @param count 1 to 64
     * @return this
     */
    public MatchingEngineBuilder shards(int count) {
        shards = within(1, ShardPlacement.SHARDS_MAX, count, "shards");
        return this;
    }

    /**
     * Adds an instrument, unless the journal has it: then it must be the same there.
     *
     * @param instrument the instrument, in the shard that the hash of its symbol gives, or the
     *     first one if it checks balances
     * @return this
     */
    public MatchingEngineBuilder instrument(Instrument instrument) {
        instruments.put(requireNonNull(instrument, "instrument"), ShardPlacement.NONE);
        return this;
    }

    /**
     * Adds an instrument to a shard of choice, unless the journal has it: then it must be the same
     * there, and is in the shard where it was.
     *
     * @param instrument the instrument
     * @param shard the shard, from 0
     * @return this
     */
    public MatchingEngineBuilder instrument(Instrument instrument, int shard) {
        within(0, ShardPlacement.SHARDS_MAX - 1, shard, "shard");
        instruments.put(requireNonNull(instrument, "instrument"), shard);
        return this;
    }

    /**
     * Sets who is told the results.
     *
     * @param listenerOfShard gives the listener of each shard, called by {@link #start}. A listener
     *     is told by its shard's thread, so one given to two shards must be thread-safe
     * @return this
     */
    public MatchingEngineBuilder listener(IntFunction<? extends BookListener> listenerOfShard) {
        listeners = requireNonNull(listenerOfShard, "listenerOfShard");
        return this;
    }

    /**
     * Sets the clock for commands without a time. Its default is the system's.
     *
     * @param nanos gives the time in nanoseconds, to one thread at a time for each shard; times
     *     that go back are taken as the greatest before
     * @return this
     */
    public MatchingEngineBuilder clock(LongSupplier nanos) {
        clock = requireNonNull(nanos, "nanos");
        timesGiven = false;
        return this;
    }

    /**
     * Leaves the times of commands as they are, 0 too, and makes no commands of time: the command
     * clock is the sender's affair.
     *
     * @return this
     */
    public MatchingEngineBuilder timesGiven() {
        timesGiven = true;
        return this;
    }

    /**
     * Sets how often a shard may move its command clock by itself, when something is due in its
     * books, such as an expiry. Only then it does.
     *
     * @param interval the least time between two such commands; zero for never. Default 100 ms
     * @return this
     */
    public MatchingEngineBuilder timeInterval(Duration interval) {
        long nanos = interval.toNanos();
        if (nanos < 0 || nanos > NANOS_MAX) {
            throw new IllegalArgumentException(
                    "timeInterval is " + interval + ": use zero to one day");
        }
        timeInterval = interval;
        return this;
    }

    /**
     * Sets what shards do without commands.
     *
     * @param strategy the strategy; by default they spin shortly, yield, and park
     * @return this
     */
    public MatchingEngineBuilder idle(IdleStrategy strategy) {
        idle = requireNonNull(strategy, "strategy");
        return this;
    }

    /**
     * Sets the size of each shard's ring.
     *
     * @param commands a power of two, 2 to 524288; default 8192
     * @return this
     */
    public MatchingEngineBuilder ringCapacity(int commands) {
        within(2, CommandRing.CAPACITY_MAX, commands, "ringCapacity");
        if (Integer.bitCount(commands) != 1) {
            throw new IllegalArgumentException(
                    "ringCapacity is " + commands + ": use a power of two");
        }
        ringCapacity = commands;
        return this;
    }

    /**
     * Sets how many commands are journaled and carried out before their results are looked after.
     *
     * @param commands the most of a batch, 1 to 524288; default 8192. A batch shares one force of
     *     the journal, so a smaller one bounds how many a slow disk takes in a second
     * @return this
     */
    public MatchingEngineBuilder batchMax(int commands) {
        batchMax = within(1, CommandRing.CAPACITY_MAX, commands, "batchMax");
        return this;
    }

    /**
     * Sets the room of the events that wait for the disk: the bound on how far matching runs ahead.
     *
     * @param bytes a power of two, 4096 to 2^30; default 4 MiB
     * @return this
     */
    public MatchingEngineBuilder eventBufferBytes(int bytes) {
        within(1 << 12, 1 << 30, bytes, "eventBufferBytes");
        if (Integer.bitCount(bytes) != 1) {
            throw new IllegalArgumentException(
                    "eventBufferBytes is " + bytes + ": use a power of two");
        }
        eventBufferBytes = bytes;
        return this;
    }

    /**
     * Pins each shard's thread to a processor. For processors that nothing else runs on; needs
     * Linux, and native access enabled for this library.
     *
     * @param numbers the processors, from 0; shards take them in turn. None to pin nothing
     * @return this
     */
    public MatchingEngineBuilder pinTo(int... numbers) {
        for (int number : numbers) {
            within(0, ThreadPinning.PROCESSORS_MAX - 1, number, "processor");
        }
        processors = Arrays.stream(numbers).boxed().toList();
        return this;
    }

    /**
     * Sets who is told what goes wrong in the engine's threads. By default it is logged.
     *
     * @param handler is told; what it throws makes the shard fail
     * @return this
     */
    public MatchingEngineBuilder failures(EngineFailures handler) {
        failures = requireNonNull(handler, "handler");
        return this;
    }

    /**
     * Sets how large each shard's books may grow. A journal must be recovered with the same
     * settings for ids and accounts, and with bounds that are not smaller.
     *
     * @param settings the settings
     * @return this
     */
    public MatchingEngineBuilder books(BookSettings settings) {
        bookSettings = requireNonNull(settings, "settings");
        return this;
    }

    /**
     * Has a snapshot taken of a shard whenever it has carried out so many commands since the last,
     * and the journal before the last but one deleted. It is taken beside the shard, which does not
     * wait for it: other books are made of the last snapshot and the journal after it, which takes
     * as much memory as the shard's own, and a core for the time that recovery would take.
     *
     * @param commands at least 1; 0 for never, which is the default
     * @return this
     */
    public MatchingEngineBuilder snapshotEvery(long commands) {
        if (commands < 0) {
            throw new IllegalArgumentException(
                    "snapshotEvery is " + commands + ": use 0 for never, or 1 and more");
        }
        snapshotCommands = commands;
        return this;
    }

    /**
     * Has the checks of new orders that need no book made ahead by a pool: the account's kill
     * switch, and the size of limit orders. Results are the same with and without it. It pays where
     * cores are idle and rings hold hundreds of commands; by default the books check themselves.
     *
     * @param pool runs the tasks, which last microseconds; it may reject them. Not closed by the
     *     engine. A {@code WorkStealingPool} does well
     * @param accountsMax how many accounts each shard checks ahead for, 1 to 2^24; the orders of
     *     others are checked by the books
     * @return this
     */
    public MatchingEngineBuilder checkAhead(Executor pool, int accountsMax) {
        checkPool = requireNonNull(pool, "pool");
        checkedAccounts = within(1, 1 << 24, accountsMax, "accountsMax");
        return this;
    }

    MatchingEngineBuilder books(ShardBooks.Factory factory) {
        books = factory;
        return this;
    }

    ShardBooks.Factory booksFactory() {
        return books == null ? listener -> new RuleBooks(bookSettings, listener) : books;
    }

    int instrumentsMax() {
        return bookSettings.instrumentsMax();
    }

    /** A loss window that the shard's thread keeps must be looked after without commands, too. */
    long flushIntervalNanos() {
        long window = journalSettings.durability().lossNanosMax();
        boolean looksAfter = window > 0 && journalSettings.sync() == SyncMode.INLINE;
        return looksAfter ? window : Long.MAX_VALUE;
    }

    /**
     * Recovers what the journals hold, starts the shards, and adds the instruments that are new.
     *
     * @return the engine, open for commands
     * @throws IOException if a journal cannot be read or written, is damaged, in use, or of another
     *     number of shards
     * @throws IllegalArgumentException if an instrument is another in the journal, or shares an
     *     asset with one in another shard
     * @throws UnsupportedOperationException if threads are to be pinned and cannot be here
     */
    public MatchingEngine start() throws IOException {
        if (!processors.isEmpty()) {
            ThreadPinning.requireSupported();
        }
        return new EngineStart(this).start();
    }

    private static int within(int least, int most, int value, String name) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    name + " is " + value + ": use " + least + " to " + most);
        }
        return value;
    }
}

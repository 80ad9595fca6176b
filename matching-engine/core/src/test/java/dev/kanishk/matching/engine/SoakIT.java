package dev.kanishk.matching.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.kanishk.matching.command.AccountLimits;
import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.command.TimeInForce;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.journal.JournalSettings;
import dev.kanishk.matching.journal.SyncMode;
import dev.kanishk.matching.orderbook.BookSettings;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A long day in some seconds: orders come and go through journal and books with everything on, and
 * what the process takes of memory stays as it is. Ids are used again, so that no table grows.
 */
@Timeout(120)
class SoakIT {
    private static final int INSTRUMENT = 1;
    private static final int BASE = 1;
    private static final int QUOTE = 2;
    private static final int ACCOUNTS = 16;
    private static final int PLACES = 1024;
    private static final int HOUR_COMMANDS = 120_000;
    private static final int WARM_HOURS = 3;
    private static final int HOURS = 6;

    /** A command makes no garbage, but the journal makes a few objects for each new segment. */
    private static final long SEGMENT_GARBAGE_BYTES_MAX = 2_048;

    /**
     * What the JVM makes on a thread once, whenever it links or compiles a call anew. One object of
     * the least size in every thousand commands would be three times that.
     */
    private static final long LINKAGE_BYTES_MAX = 4_096;

    private static final long HEAP_DRIFT_BYTES_MAX = 1 << 20;
    private static final long RESIDENT_DRIFT_BYTES_MAX = 32 << 20;
    private static final long SEED = 20261124;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final AtomicLong told = new AtomicLong();
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final boolean[] live = new boolean[PLACES + 1];
    private final Command command = new Command();
    private long submitted;

    @ParameterizedTest
    @EnumSource
    void takesNoMoreMemoryAndMakesNoGarbageHoweverLongItRuns(SyncMode sync, @TempDir Path folder)
            throws Exception {
        try (MatchingEngine engine = start(sync, folder)) {
            addAccounts(engine);
            for (int hour = 0; hour < WARM_HOURS; hour++) {
                trade(engine);
            }
            long heap = heapBytes();
            long resident = residentBytes();
            long[] ids = engineThreads();
            long[] allocated = threads.getThreadAllocatedBytes(ids);
            long made = 0;
            for (int hour = 0; hour < HOURS; hour++) {
                made += ownBytesOf(engine);
            }
            assertThat(made).isLessThan(LINKAGE_BYTES_MAX);
            long[] now = threads.getThreadAllocatedBytes(ids);
            assertThat(Arrays.stream(now).sum() - Arrays.stream(allocated).sum())
                    .isLessThan(SEGMENT_GARBAGE_BYTES_MAX + LINKAGE_BYTES_MAX);
            assertThat(heapBytes() - heap).isLessThan(HEAP_DRIFT_BYTES_MAX);
            assertThat(residentBytes() - resident).isLessThan(RESIDENT_DRIFT_BYTES_MAX);
            assertThat(told.get()).isEqualTo(submitted);
        }
    }

    /** Trades for an hour; returns the bytes that this thread, which submits, made meanwhile. */
    private long ownBytesOf(MatchingEngine engine) {
        long before = threads.getCurrentThreadAllocatedBytes();
        trade(engine);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private MatchingEngine start(SyncMode sync, Path folder) throws Exception {
        Instrument instrument =
                Instrument.builder(INSTRUMENT, "AAA")
                        .balances(BASE, QUOTE)
                        .referencePrice(10_000)
                        .bandPpm(200_000)
                        .fees(-10, 30, 20)
                        .build();
        BookListener counting =
                new BookListener() {
                    @Override
                    public void onCommand(Command begun) {
                        if (begun.reference == 1) {
                            told.lazySet(told.getPlain() + 1);
                        }
                    }
                };
        return MatchingEngine.builder()
                .journal(folder)
                .journalSettings(JournalSettings.DEFAULT.withSync(sync).withSegmentBytes(1 << 24))
                .books(BookSettings.DEFAULT.withReusedOrderIds(true))
                .instrument(instrument)
                .listener(shard -> counting)
                .start();
    }

    private void addAccounts(MatchingEngine engine) {
        for (int account = 1; account <= ACCOUNTS; account++) {
            begin(Action.SET_LIMITS, account);
            command.limits =
                    AccountLimits.NONE
                            .withOrderSize(1_000, 100_000_000)
                            .withOpen(100_000, 1L << 40)
                            .withCollar(200_000)
                            .withRate(1 << 30, 1 << 30);
            submit(engine);
            for (int asset = BASE; asset <= QUOTE; asset++) {
                begin(Action.ADJUST_BALANCE, account);
                command.asset = asset;
                command.quantity = 1L << 52;
                submit(engine);
            }
        }
    }

    /** Each draw of a place enters an order there, or cancels the one that is there. */
    private void trade(MatchingEngine engine) {
        for (int each = 0; each < HOUR_COMMANDS; each++) {
            int place = 1 + random.nextInt(PLACES);
            boolean cancels = live[place];
            boolean buys = (place & 1) == 0;
            begin(cancels ? Action.CANCEL : Action.NEW, 1 + place % ACCOUNTS);
            command.instrument = INSTRUMENT;
            command.orderId = place;
            command.side = buys ? Side.BUY : Side.SELL;
            command.timeInForce = TimeInForce.GTC;
            command.price = 10_000 + (buys ? -1L : 1L) * random.nextInt(-2, 30);
            command.quantity = random.nextInt(1, 100);
            live[place] = !cancels;
            submit(engine);
        }
        while (told.get() < submitted) {
            Thread.onSpinWait();
        }
    }

    private void begin(Action action, int account) {
        command.clear();
        command.action = action;
        command.account = account;
        command.reference = 1;
    }

    private void submit(MatchingEngine engine) {
        while (!engine.submit(command)) {
            Thread.onSpinWait();
        }
        submitted++;
    }

    private long[] engineThreads() {
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(info -> info != null)
                .filter(info ->
                        info.getThreadName().startsWith("shard-")
                                || info.getThreadName().matches("journal-[0-9]+"))
                .mapToLong(info -> info.getThreadId())
                .toArray();
    }

    private static long heapBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Pages in main memory, as Linux tells; 0 elsewhere, where the heap alone is looked at. */
    private static long residentBytes() throws Exception {
        Path status = Path.of("/proc/self/status");
        return !Files.exists(status)
                ? 0
                : Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                        .sum();
    }
}

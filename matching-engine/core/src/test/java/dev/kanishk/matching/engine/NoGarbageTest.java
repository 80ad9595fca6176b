package dev.kanishk.matching.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.kanishk.matching.command.AccountLimits;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.command.TimeInForce;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.journal.JournalSettings;
import dev.kanishk.matching.journal.SyncMode;
import dev.kanishk.matching.orderbook.BookHash;
import java.io.DataInput;
import java.io.DataOutput;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From submitting to telling, no thread of the engine allocates, once it is warm. */
@Timeout(120)
class NoGarbageTest {
    private static final int COMMANDS = 60_000;

    @TempDir Path folder;

    /** Books that accept everything: what is measured is the engine around them. */
    static final class AcceptingBooks implements ShardBooks {
        private final BookListener listener;

        AcceptingBooks(BookListener listener) {
            this.listener = listener;
        }

        @Override
        public void apply(Command command) {
            listener.onCommand(command);
            listener.onAccepted(command);
        }

        @Override
        public BookHash hash() {
            return new BookHash(0, 0, 0);
        }

        @Override
        public long nextDueNanos() {
            return Long.MAX_VALUE;
        }

        @Override
        public void forEachInstrument(Consumer<Instrument> consumer) {}

        @Override
        public @Nullable AccountLimits limits(long account) {
            return null;
        }

        @Override
        public boolean isBlocked(long account) {
            return false;
        }

        @Override
        public void writeTo(DataOutput out) {}

        @Override
        public void readFrom(DataInput in) {}
    }

    @Test
    void allocatesNothingInMemory() throws Exception {
        measure(MatchingEngine.builder());
    }

    @Test
    void allocatesNothingWithAJournal() throws Exception {
        for (SyncMode mode : SyncMode.values()) {
            measure(
                    MatchingEngine.builder()
                            .journal(folder.resolve(mode.name()))
                            .journalSettings(JournalSettings.DEFAULT.withSync(mode)));
        }
    }

    private static void measure(MatchingEngineBuilder builder) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        AtomicLong told = new AtomicLong();
        BookListener counting =
                new BookListener() {
                    @Override
                    public void onAccepted(Command command) {
                        told.lazySet(told.getPlain() + 1);
                    }
                };
        try (MatchingEngine engine =
                builder.books(AcceptingBooks::new).listener(shard -> counting).start()) {
            OrderEntry orders = engine.orders();
            submit(orders, told);
            submit(orders, told);
            long[] ids =
                    Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                            .filter(info -> info != null)
                            .filter(info ->
                                    info.getThreadName().startsWith("shard-")
                                            || info.getThreadName().matches("journal-[0-9]+"))
                            .mapToLong(info -> info.getThreadId())
                            .toArray();
            assertThat(ids).isNotEmpty();
            long[] before = threads.getThreadAllocatedBytes(ids);
            long start = threads.getCurrentThreadAllocatedBytes();
            submit(orders, told);
            long submitter = threads.getCurrentThreadAllocatedBytes() - start;
            long[] after = threads.getThreadAllocatedBytes(ids);
            assertThat(submitter).isZero();
            assertThat(after).isEqualTo(before);
        }
        assertThat(told.get()).isEqualTo(3L * COMMANDS);
    }

    private static void submit(OrderEntry orders, AtomicLong told) {
        long all = told.get() + COMMANDS;
        for (int i = 0; i < COMMANDS; i++) {
            while (!orders.limit(0, i, Side.BUY, 100, 10, TimeInForce.GTC)) {
                Thread.onSpinWait();
            }
        }
        while (told.get() < all) {
            Thread.onSpinWait();
        }
    }
}

package dev.kanishk.matching.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.event.Trade;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.journal.Durability;
import dev.kanishk.matching.journal.JournalSettings;
import dev.kanishk.matching.journal.SnapshotStore;
import dev.kanishk.matching.journal.SyncMode;
import dev.kanishk.matching.orderbook.BookSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournaledBooksTest {
    /** Their trades take more than the buffer of events holds. */
    private static final int ORDERS = 40_000;

    @TempDir Path folder;

    private static final class Counts implements BookListener {
        private long accepted;
        private long trades;
        private long quantity;

        @Override
        public void onAccepted(Command command) {
            accepted++;
        }

        @Override
        public void onTrade(Trade trade) {
            trades++;
            quantity += trade.quantity;
        }
    }

    private static Command order(long id, Side side, long quantity) {
        Command order = new Command();
        order.action = Action.NEW;
        order.orderId = id;
        order.side = side;
        order.price = 100;
        order.quantity = quantity;
        return order;
    }

    private static void sweep(JournaledBooks books, Counts counts) throws IOException {
        books.accept(MatchingEngine.adding(Instrument.of(0, "A")));
        for (int i = 1; i <= ORDERS; i++) {
            books.accept(order(i, Side.SELL, 1));
        }
        books.accept(order(ORDERS + 1, Side.BUY, ORDERS));
        books.commit();
        assertThat(counts.accepted).isEqualTo(ORDERS + 1);
        assertThat(counts.trades).isEqualTo(ORDERS);
        assertThat(counts.quantity).isEqualTo(ORDERS);
    }

    @Test
    void tellACommandOfMoreEventsThanTheBufferHolds() throws IOException {
        Counts counts = new Counts();
        try (JournaledBooks books = JournaledBooks.inMemory(BookSettings.DEFAULT, counts)) {
            sweep(books, counts);
        }
        counts = new Counts();
        try (JournaledBooks books =
                JournaledBooks.open(
                        folder, JournalSettings.DEFAULT, BookSettings.DEFAULT, counts)) {
            sweep(books, counts);
        }
    }

    @Test
    void takeNoSnapshotOfWhatAPowerCutMayStillTake() throws IOException {
        JournalSettings windowed =
                JournalSettings.DEFAULT
                        .withSync(SyncMode.INLINE)
                        .withDurability(Durability.window(1_000_000, Duration.ofDays(1)));
        try (JournaledBooks books =
                JournaledBooks.open(folder, windowed, BookSettings.DEFAULT, new Counts())) {
            books.accept(MatchingEngine.adding(Instrument.of(0, "A")));
            books.accept(order(1, Side.SELL, 1));
            books.snapshot();
            long sequence =
                    new SnapshotStore(folder.resolve("shard-0001")).find().fromSequence() - 1;
            assertThat(sequence).isEqualTo(2);
            assertThat(books.forcedSequence()).isGreaterThanOrEqualTo(sequence);
        }
    }
}

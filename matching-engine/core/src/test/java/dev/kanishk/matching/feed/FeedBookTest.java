package dev.kanishk.matching.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.EncodingException;
import dev.kanishk.matching.command.OrderType;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.event.Trade;
import dev.kanishk.matching.instrument.Phase;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

@SuppressWarnings("EnumOrdinal") // the values that the formats have
class FeedBookTest {
    private final List<String> told = new ArrayList<>();
    private final OrderFeed feed =
            new OrderFeed(
                    1, 1000, each -> told.add(each.kind + " " + each.orderId + " " + each.shown));

    @Test
    void whatOnlyAnIcebergsOwnerSeesIsNotTold() {
        feed.onRested(0, 1, Side.BUY, 100, 10, 50);
        feed.onReduced(0, 1, Side.BUY, 100, 10, 30);
        feed.onReduced(0, 1, Side.BUY, 100, 10, 10);
        feed.onReduced(0, 1, Side.BUY, 100, 4, 4);
        Command stop = new Command();
        stop.stopPrice = 105;
        feed.onAccepted(stop);
        feed.onTriggered(0, 7, OrderType.MARKET);

        assertThat(told).containsExactly("ADD 1 10", "REDUCE 1 4");
    }

    @Test
    void aContinuousTradeNamesTheRestingOrderOnly() {
        feed.onRested(0, 1, Side.SELL, 100, 10, 25);
        Trade trade = new Trade();
        trade.price = 100;
        trade.quantity = 10;
        trade.makerOrderId = 1;
        trade.takerOrderId = 2;
        trade.makerOpen = 15;
        feed.onTrade(trade);
        feed.onRefreshed(0, 1, Side.SELL, 100, 10, 15);

        assertThat(told).hasSize(4).endsWith("EXECUTE 1 0", "REFRESH 1 10");
        assertThat(told).noneMatch(line -> line.contains(" 2 "));
        assertThat(feed.book(0).shown(1)).isEqualTo(10);
        assertThat(feed.book(0).lastTradeQuantity()).isEqualTo(10);
    }

    @Test
    void anAuctionsTradeTakesFromBothOrdersAtTheirOwnPrices() {
        feed.onRested(0, 1, Side.SELL, 95, 10, 10);
        feed.onRested(0, 2, Side.BUY, 105, 15, 15);
        Trade trade = new Trade();
        trade.price = 100;
        trade.quantity = 10;
        trade.makerOrderId = 1;
        trade.takerOrderId = 2;
        trade.takerSide = Side.BUY;
        trade.takerShown = 5;
        trade.takerOpen = 5;
        trade.auction = true;
        feed.onTrade(trade);

        L3Book book = feed.book(0);
        assertThat(book.levels(Side.SELL)).isZero();
        assertThat(book.price(Side.BUY, 0)).isEqualTo(105);
        assertThat(book.shown(Side.BUY, 0)).isEqualTo(5);
        assertThatThrownBy(() -> book.price(Side.BUY, 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aSnapshotOlderThanWhatIsKeptLeavesTheBookStaleUntilANewerOne() {
        L3Book book = new L3Book(0, 100, 4);
        OrderFeed source = new OrderFeed(1, 100, book::apply);
        source.onRested(0, 1, Side.BUY, 100, 1, 1);
        ByteBuffer old = snapshot(source.book(0));
        for (int id = 2; id <= 7; id++) {
            source.onRested(0, id, Side.BUY, 100, 1, 1);
        }
        ByteBuffer newer = snapshot(source.book(0));
        source.onRested(0, 8, Side.BUY, 100, 1, 1);

        assertThat(book.join(old, 0, old.capacity())).isFalse();
        assertThat(book.staleReason())
                .isEqualTo(
                        "the snapshot ends at 1, and the next increment kept is 5: ask for a newer"
                                + " one");
        assertThat(book.levels(Side.BUY)).isZero();
        assertThat(book.join(newer, 0, newer.capacity())).isTrue();
        assertThat(book.sequence()).isEqualTo(8);
        assertThat(book.orders(Side.BUY, 0)).isEqualTo(8);
        assertThat(book.join(old, 0, old.capacity())).isTrue();
        assertThat(book.sequence()).isEqualTo(8);
    }

    @Test
    void whatCannotBeTrueMakesABookStaleAndSaysWhy() {
        L3Book book = joined();
        Increment delete = new Increment();
        delete.kind = IncrementKind.DELETE;
        delete.orderId = 9;
        delete.sequence = book.sequence() + 1;
        assertThat(book.apply(delete)).isFalse();
        assertThat(book.staleReason()).isEqualTo("increment 3: there is no order 9");

        L3Book small = new L3Book(0, 1, 10);
        ByteBuffer two = snapshot(feed.book(0));
        assertThatThrownBy(() -> small.join(two, 0, two.capacity()))
                .isInstanceOf(EncodingException.class)
                .hasMessage(
                        "entry 1 of a snapshot: there are more than 1 orders: make ordersMax"
                                + " larger");
        delete.instrument = 5;
        assertThatThrownBy(() -> book.apply(delete))
                .hasMessage("an increment of instrument 5 was given to the book of 0");
    }

    private L3Book joined() {
        feed.onRested(0, 1, Side.BUY, 100, 10, 10);
        feed.onRested(0, 2, Side.SELL, 101, 10, 10);
        L3Book book = new L3Book(0, 100, 10);
        ByteBuffer snapshot = snapshot(feed.book(0));
        assertThat(book.join(snapshot, 0, snapshot.capacity())).isTrue();
        return book;
    }

    private static ByteBuffer snapshot(L3Book book) {
        ByteBuffer bytes = ByteBuffer.allocate(book.snapshotBytes()).order(ByteOrder.LITTLE_ENDIAN);
        book.writeSnapshot(bytes, 0);
        return bytes;
    }

    @Test
    void aStaleBookGivesNoSnapshot() {
        L3Book stale = new L3Book(0, 1, 1);
        ByteBuffer to = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN);
        assertThatThrownBy(() -> stale.writeSnapshot(to, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no snapshot has been joined yet");
    }

    @Property(tries = 5_000)
    void anyBytesAreASnapshotOrRefused(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        OrderFeed source = new OrderFeed(1, 1000, each -> {});
        for (int id = 0; id < 5; id++) {
            source.onRested(0, id, Side.values()[id & 1], 100 + id, 1, 1);
        }
        ByteBuffer bytes = snapshot(source.book(0));
        for (int each = random.nextInt(4); each >= 0; each--) {
            bytes.put(random.nextInt(bytes.capacity()), (byte) random.nextInt());
        }
        int length = random.nextBoolean() ? bytes.capacity() : random.nextInt(bytes.capacity());
        L3Book book = new L3Book(0, 1000, 10);
        L2Book levels = new L2Book(0, 1000, 10);
        try {
            assertThat(book.join(bytes, 0, length)).isTrue();
        } catch (EncodingException e) {
            assertThat(book.isLive()).isFalse();
            assertThat(book.levels(Side.BUY)).isZero();
        }
        bytes.put(0, (byte) SnapshotLayout.LEVELS);
        try {
            levels.join(bytes, 0, length);
        } catch (EncodingException e) {
            assertThat(levels.levels(Side.SELL)).isZero();
        }
    }

    @Property(tries = 10_000)
    void anyBytesAreAnIncrementOrRefused(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ByteBuffer bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        Increment increment = new Increment();
        increment.kind = IncrementKind.values()[random.nextInt(IncrementKind.values().length)];
        increment.phase = Phase.values()[random.nextInt(Phase.values().length)];
        IncrementCodec.encode(increment, bytes, 0);
        for (int each = random.nextInt(4); each >= 0; each--) {
            bytes.put(random.nextInt(56), (byte) random.nextInt());
        }
        try {
            assertThat(IncrementCodec.decode(bytes, 0, random.nextInt(64), increment))
                    .isBetween(32, 56);
        } catch (EncodingException e) {
            assertThat(e).hasMessageMatching("(?s).*[a-z].*");
        }
    }

    @Test
    void incrementsAllocateNothingOnceThereIsRoom() {
        LevelFeed levels = new LevelFeed(5, 1, 1 << 16, each -> {});
        OrderFeed orders = new OrderFeed(1, 1 << 16, levels);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Trade trade = new Trade();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 50 && least > 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int id = 0; id < 2_000; id++) {
                Side side = id % 2 == 0 ? Side.BUY : Side.SELL;
                long price = side == Side.BUY ? 100 - id % 50 : 101 + id % 50;
                orders.onRested(1, id, side, price, 10, 10);
                orders.onReduced(1, id, side, price, 5, 5);
            }
            for (int id = 0; id < 2_000; id++) {
                Side side = id % 2 == 0 ? Side.BUY : Side.SELL;
                long price = side == Side.BUY ? 100 - id % 50 : 101 + id % 50;
                trade.instrument = 1;
                trade.makerOrderId = id;
                trade.price = price;
                trade.quantity = 2;
                trade.makerShown = 3;
                trade.takerSide = side == Side.BUY ? Side.SELL : Side.BUY;
                orders.onTrade(trade);
                orders.onRemoved(1, id, side, price, 3);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isLessThan(128);
    }

    @Test
    void boundsBelowOneAreRefused() {
        assertThatThrownBy(() -> new L3Book(0, 0, 1))
                .hasMessage("ordersMax is 0: use 1 to 67108864");
        assertThatThrownBy(() -> new L2Book(0, 0, 1))
                .hasMessage("levelsMax is 0: use 1 to 67108864");
        assertThatThrownBy(() -> new L2Book(0, 1, 0))
                .hasMessage("backlogMax is 0: use 1 to 16777216");
        assertThatThrownBy(() -> new OrderFeed(0, 1, each -> {}))
                .hasMessageContaining("firstSequence is 0");
        assertThatThrownBy(() -> new LevelFeed(0, 1, 1, each -> {}))
                .hasMessageContaining("depth is 0");
    }
}

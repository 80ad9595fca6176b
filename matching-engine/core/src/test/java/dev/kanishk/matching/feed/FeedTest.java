package dev.kanishk.matching.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.matching.command.Side;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Random flows through the engine's books: what a consumer knows is what the books show. */
class FeedTest {
    private static final int[] DEPTHS = {1, 2, 5, LevelFeed.ALL_LEVELS};

    @Property(tries = 400)
    void consumersThatJoinAtAnyTimeKnowWhatTheBooksShowAfterEveryCommand(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int depth = DEPTHS[random.nextInt(DEPTHS.length)];
        List<Increment> orders = new ArrayList<>();
        List<Increment> levels = new ArrayList<>();
        LevelFeed levelFeed = new LevelFeed(depth, 1, 1 << 16, each -> levels.add(copy(each)));
        OrderFeed orderFeed =
                new OrderFeed(
                        1,
                        1 << 16,
                        each -> {
                            orders.add(copy(each));
                            levelFeed.onIncrement(each);
                        });
        List<Line> lines = new ArrayList<>();
        for (int instrument = 0; instrument < FeedFlow.INSTRUMENTS; instrument++) {
            int of = instrument;
            L3Book l3 = new L3Book(of, 1 << 16, 1 << 16);
            L2Book l2 = new L2Book(of, 1 << 16, 1 << 16);
            lines.add(new Line(l3, orders, () -> snapshot(orderFeed.book(of)), random));
            lines.add(new Line(l2, levels, () -> snapshot(levelFeed, of), random));
        }
        FeedFlow flow = new FeedFlow(seed, 1, 1, orderFeed);
        for (int number = 0; number < 200; number++) {
            flow.applyNext();
            for (Line line : lines) {
                line.receive(number);
                FeedBook book = line.book;
                List<String> shown = shownOrders(flow, book.instrument());
                assertThat(ordersOf(orderFeed.book(book.instrument()))).isEqualTo(shown);
                assertThat(book.isLive()).as(book.staleReason()).isEqualTo(number >= line.joinAt);
                if (!book.isLive()) {
                    assertThat(book.levels(Side.BUY) + book.levels(Side.SELL)).isZero();
                    continue;
                }
                assertThat(book.phase()).isEqualTo(flow.books().phase(book.instrument()));
                if (book instanceof L3Book l3) {
                    assertThat(ordersOf(l3)).isEqualTo(shown);
                    assertThat(levelsOf(l3)).isEqualTo(sum(shown, LevelFeed.ALL_LEVELS));
                } else {
                    assertThat(levelsOf(book)).isEqualTo(sum(shown, depth));
                }
            }
            orders.clear();
            levels.clear();
        }
    }

    /** Subscribes, then takes a snapshot, then is given it; loses an increment, and joins anew. */
    private static final class Line {
        private final FeedBook book;
        private final List<Increment> increments;
        private final Supplier<ByteBuffer> snapshots;
        private final int subscribeAt;
        private int snapshotAt;
        private int joinAt;
        private int loseFrom;
        private ByteBuffer snapshot = ByteBuffer.allocate(0);

        Line(
                FeedBook book,
                List<Increment> increments,
                Supplier<ByteBuffer> snapshots,
                SplittableRandom random) {
            this.book = book;
            this.increments = increments;
            this.snapshots = snapshots;
            subscribeAt = random.nextInt(60);
            snapshotAt = subscribeAt + random.nextInt(30);
            joinAt = snapshotAt + random.nextInt(30);
            loseFrom = joinAt + 1 + random.nextInt(60);
        }

        void receive(int number) {
            if (number >= subscribeAt) {
                give(number);
            }
            if (number == snapshotAt) {
                snapshot = snapshots.get();
            }
            if (number == joinAt) {
                assertThat(book.join(snapshot, 0, snapshot.capacity())).isTrue();
            }
        }

        /** Everything twice, as two lines merged; but one is lost if another follows it. */
        private void give(int number) {
            List<Increment> mine =
                    increments.stream().filter(i -> i.instrument == book.instrument()).toList();
            int from = 0;
            if (number >= loseFrom && mine.size() > 1) {
                from = 1;
                loseFrom = Integer.MAX_VALUE;
                snapshotAt = number + 3;
                joinAt = number + 7;
            }
            for (Increment each : mine.subList(from, mine.size())) {
                book.apply(each);
                book.apply(each);
            }
            if (from == 1) {
                assertThat(book.staleReason()).endsWith("are missing");
            }
        }
    }

    private static ByteBuffer snapshot(LevelFeed feed, int instrument) {
        ByteBuffer snapshot =
                ByteBuffer.allocate(feed.snapshotBytes(instrument)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(feed.writeSnapshot(instrument, snapshot, 0)).isEqualTo(snapshot.capacity());
        return snapshot;
    }

    private static ByteBuffer snapshot(L3Book book) {
        ByteBuffer snapshot =
                ByteBuffer.allocate(book.snapshotBytes()).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(book.writeSnapshot(snapshot, 0)).isEqualTo(snapshot.capacity());
        return snapshot;
    }

    /** By way of its bytes, as a consumer elsewhere gets it. */
    private static Increment copy(Increment increment) {
        ByteBuffer bytes =
                ByteBuffer.allocate(IncrementCodec.MAX_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int length = IncrementCodec.encode(increment, bytes, 0);
        Increment copy = new Increment();
        assertThat(IncrementCodec.decode(bytes, 0, length, copy)).isEqualTo(length);
        return copy;
    }

    private static List<String> shownOrders(FeedFlow flow, int instrument) {
        List<String> bids = new ArrayList<>();
        List<String> offers = new ArrayList<>();
        flow.books()
                .forEachResting((of, side, price, orderId, open, shown) -> {
                    if (of == instrument) {
                        (side == Side.BUY ? bids : offers).add(line(side, price, orderId, shown));
                    }
                });
        bids.addAll(offers);
        return bids;
    }

    private static List<String> ordersOf(L3Book book) {
        List<String> lines = new ArrayList<>();
        for (Side side : Side.values()) {
            int before = lines.size();
            book.forEachOrder(side, (id, price, shown) -> lines.add(line(side, price, id, shown)));
            assertThat(lines.size() - before).isEqualTo(book.orders(side));
        }
        return lines;
    }

    private static String line(Side side, long price, long orderId, long shown) {
        return side + " " + price + " " + orderId + " " + shown;
    }

    /** The best levels of lines of orders. */
    private static List<String> sum(List<String> orders, int depth) {
        Map<String, long[]> levels = new LinkedHashMap<>();
        for (String order : orders) {
            String[] parts = order.split(" ", -1);
            long[] sums = levels.computeIfAbsent(parts[0] + " " + parts[1], key -> new long[2]);
            sums[0] += Long.parseLong(parts[3]);
            sums[1]++;
        }
        List<String> lines = new ArrayList<>();
        for (Side side : Side.values()) {
            levels.entrySet().stream()
                    .filter(level -> level.getKey().startsWith(side.name()))
                    .limit(depth)
                    .map(each ->
                            each.getKey() + " " + each.getValue()[0] + " " + each.getValue()[1])
                    .forEach(lines::add);
        }
        return lines;
    }

    private static List<String> levelsOf(FeedBook book) {
        List<String> levels = new ArrayList<>();
        for (Side side : Side.values()) {
            for (int rank = 0; rank < book.levels(side); rank++) {
                levels.add(
                        side
                                + " "
                                + book.price(side, rank)
                                + " "
                                + book.shown(side, rank)
                                + " "
                                + book.orders(side, rank));
            }
        }
        return levels;
    }

    /** The same flow by other accounts and sessions gives the same bytes. */
    @Property(tries = 50)
    void accountsAndSessionsCannotBeToldFromTheFeeds(@ForAll long seed) {
        assertThat(bytes(seed, 1, 1)).isEqualTo(bytes(seed, 0x7EAD_BEEF_0000L, 77_000));
    }

    private static byte[] bytes(long seed, long accountBase, int sessionBase) {
        ByteBuffer all = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
        IncrementListener write =
                each ->
                        all.position(
                                all.position() + IncrementCodec.encode(each, all, all.position()));
        LevelFeed levelFeed = new LevelFeed(5, 1, 1 << 16, write);
        OrderFeed orderFeed =
                new OrderFeed(
                        1,
                        1 << 16,
                        each -> {
                            write.onIncrement(each);
                            levelFeed.onIncrement(each);
                        });
        FeedFlow flow = new FeedFlow(seed, accountBase, sessionBase, orderFeed);
        for (int number = 0; number < 200; number++) {
            flow.applyNext();
        }
        for (int instrument = 0; instrument < FeedFlow.INSTRUMENTS; instrument++) {
            all.put(snapshot(orderFeed.book(instrument)));
        }
        byte[] bytes = new byte[all.position()];
        all.get(0, bytes);
        return bytes;
    }

    @Test
    void showsLevelsOfMoreThanALongHoldsAsTheGreatestLong() {
        L2Book levels = new L2Book(0, 10, 10);
        LevelFeed levelFeed =
                new LevelFeed(
                        LevelFeed.ALL_LEVELS,
                        1,
                        10,
                        each -> assertThat(levels.apply(each)).as(levels.staleReason()).isTrue());
        levels.join(snapshot(levelFeed, 0), 0, levelFeed.snapshotBytes(0));
        OrderFeed orderFeed = new OrderFeed(1, 10, levelFeed);
        long large = Long.MAX_VALUE - 1;
        for (int order = 1; order <= 5; order++) {
            orderFeed.onRested(0, order, Side.BUY, 100, large, large);
            long shown = order == 1 ? large : Long.MAX_VALUE;
            assertThat(levels.shown(Side.BUY, 0)).isEqualTo(shown);
            assertThat(orderFeed.book(0).shown(Side.BUY, 0)).isEqualTo(shown);
            assertThat(levels.orders(Side.BUY, 0)).isEqualTo(order);
        }
        for (int order = 1; order <= 3; order++) {
            orderFeed.onRemoved(0, order, Side.BUY, 100, large);
            assertThat(levels.shown(Side.BUY, 0)).isEqualTo(Long.MAX_VALUE);
        }
        orderFeed.onReduced(0, 4, Side.BUY, 100, 1, 1);
        assertThat(levels.shown(Side.BUY, 0)).isEqualTo(Long.MAX_VALUE);
        orderFeed.onReduced(0, 5, Side.BUY, 100, 7, 7);
        assertThat(levels.shown(Side.BUY, 0)).isEqualTo(8);
    }
}

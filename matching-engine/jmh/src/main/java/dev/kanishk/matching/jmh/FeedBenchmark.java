package dev.kanishk.matching.jmh;

import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.feed.Increment;
import dev.kanishk.matching.feed.IncrementCodec;
import dev.kanishk.matching.feed.LevelFeed;
import dev.kanishk.matching.feed.OrderFeed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Market data: an order enters, and the one that entered some time before it leaves. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FeedBenchmark {
    private static final int PRICES = 1 << 12;
    private static final int PAIRS = 1_000;

    /** How many orders rest. */
    @Param({"1000", "100000"})
    public int resting;

    private final int[] offsets = new int[PRICES];
    private final ByteBuffer bytes =
            ByteBuffer.allocateDirect(IncrementCodec.MAX_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final OrderFeed orders = new OrderFeed(1, 1 << 20, this::encode);
    private final LevelFeed levels = new LevelFeed(10, 1, 1 << 20, this::encode);
    private final OrderFeed ordersAndLevels =
            new OrderFeed(
                    1,
                    1 << 20,
                    each -> {
                        encode(each);
                        levels.onIncrement(each);
                    });
    private long nextOrder = 1;
    private long nextLevel = 1;

    private void encode(Increment increment) {
        IncrementCodec.encode(increment, bytes, 0);
    }

    /** Fills the books. */
    @Setup
    public void fill() {
        SplittableRandom random = new SplittableRandom(1);
        for (int each = 0; each < PRICES; each++) {
            offsets[each] = random.nextInt(1, 60);
        }
        while (nextOrder <= resting) {
            enter(orders, nextOrder++);
        }
        while (nextLevel <= resting) {
            enter(ordersAndLevels, nextLevel++);
        }
    }

    /** Two increments of orders and their bytes; the time is that of one. */
    @Benchmark
    @OperationsPerInvocation(2 * PAIRS)
    public long ordersOnly() {
        for (int pair = 0; pair < PAIRS; pair++) {
            enter(orders, nextOrder);
            leave(orders, nextOrder - resting);
            nextOrder++;
        }
        return bytes.getLong(8);
    }

    /** The same with ten levels derived from them. */
    @Benchmark
    @OperationsPerInvocation(2 * PAIRS)
    public long ordersAndTenLevels() {
        for (int pair = 0; pair < PAIRS; pair++) {
            enter(ordersAndLevels, nextLevel);
            leave(ordersAndLevels, nextLevel - resting);
            nextLevel++;
        }
        return bytes.getLong(8);
    }

    private void enter(OrderFeed feed, long id) {
        feed.onRested(0, id, side(id), price(id), 10, 10);
    }

    private void leave(OrderFeed feed, long id) {
        feed.onRemoved(0, id, side(id), price(id), 10);
    }

    private static Side side(long id) {
        return (id & 1) == 0 ? Side.BUY : Side.SELL;
    }

    private long price(long id) {
        int offset = offsets[(int) id & (PRICES - 1)];
        return 10_000L + ((id & 1) == 0 ? -offset : offset);
    }
}

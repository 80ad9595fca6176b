package dev.kanishk.matching.jmh;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.event.Trade;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.orderbook.BookSettings;
import dev.kanishk.matching.orderbook.OrderBooks;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * The books alone: an order enters, and the order that entered some time before it is cancelled.
 * The books live through all invocations, so what they allocate after warm-up shows.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class OrderBooksBenchmark {
    private static final int PRICES = 1 << 12;
    private static final int PAIRS = 10_000;

    /** How many orders rest. */
    @Param({"1000", "100000"})
    public int resting;

    private final int[] offsets = new int[PRICES];
    private final Command command = new Command();
    private final Counts counts = new Counts();
    private OrderBooks books = new OrderBooks(BookSettings.DEFAULT, counts);
    private long next;

    private static final class Counts implements BookListener {
        private long trades;

        @Override
        public void onTrade(Trade trade) {
            trades++;
        }
    }

    /** Makes books and fills them. */
    @Setup(Level.Trial)
    public void fill() {
        SplittableRandom random = new SplittableRandom(1);
        for (int each = 0; each < PRICES; each++) {
            offsets[each] = random.nextInt(1, 60);
        }
        books =
                new OrderBooks(
                        BookSettings.DEFAULT
                                .withOrders(1 << 20, 2 * resting)
                                .withReusedOrderIds(true),
                        counts);
        command.action = Action.ADD_INSTRUMENT;
        command.definition = Instrument.of(0, "AAA");
        books.apply(command);
        command.clear();
        command.account = 1;
        command.quantity = 10;
        next = 1;
        while (next <= resting) {
            enter();
        }
    }

    /** One order in, one out; the time is that of both. */
    @Benchmark
    @OperationsPerInvocation(PAIRS)
    public long enterAndCancel() {
        for (int pair = 0; pair < PAIRS; pair++) {
            enter();
            command.action = Action.CANCEL;
            command.orderId = next - 1 - resting;
            books.apply(command);
        }
        return counts.trades;
    }

    private void enter() {
        long id = next++;
        boolean buys = (id & 1) == 0;
        int offset = offsets[(int) id & (PRICES - 1)];
        command.action = Action.NEW;
        command.orderId = id;
        command.side = buys ? Side.BUY : Side.SELL;
        command.price = 10_000L + (buys ? -offset : offset);
        books.apply(command);
    }
}

package dev.kanishk.matching.jmh;

import dev.kanishk.matching.book.Action;
import dev.kanishk.matching.book.BookListener;
import dev.kanishk.matching.book.Command;
import dev.kanishk.matching.book.OrderBooks;
import dev.kanishk.matching.book.Reason;
import dev.kanishk.matching.book.Side;
import dev.kanishk.matching.book.Symbols;
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
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class OrderBooksBenchmark {
    private static final long SYMBOL_HIGH = Symbols.pack("AAA", 0);
    private static final long SYMBOL_LOW = Symbols.pack("AAA", Long.BYTES);
    private static final int PRICES = 1 << 12;
    private static final int PAIRS = 100_000;

    /** How many orders rest. */
    @Param({"1000", "100000"})
    public int resting;

    private final int[] offsets = new int[PRICES];
    private final Command command = new Command();
    private final Counts counts = new Counts();
    private OrderBooks books = new OrderBooks(counts, 1 << 20);
    private long next;

    private static final class Counts implements BookListener {
        private long trades;

        @Override
        public void onTrade(
                long line,
                long symbolHigh,
                long symbolLow,
                long price,
                long quantity,
                long makerOrderId,
                long takerOrderId,
                Side takerSide) {
            trades++;
        }

        @Override
        public void onReject(long line, long orderId, Reason reason) {
            throw new IllegalStateException(reason + " of " + orderId);
        }
    }

    /** Makes fresh books and fills them: ids are used once. */
    @Setup(Level.Invocation)
    public void fill() {
        SplittableRandom random = new SplittableRandom(1);
        for (int each = 0; each < PRICES; each++) {
            offsets[each] = random.nextInt(1, 60);
        }
        books = new OrderBooks(counts, 1 << 20);
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
            command.clear();
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
        command.clear();
        command.action = Action.NEW;
        command.symbolHigh = SYMBOL_HIGH;
        command.symbolLow = SYMBOL_LOW;
        command.orderId = id;
        command.account = 1;
        command.side = buys ? Side.BUY : Side.SELL;
        command.price = 10_000L + (buys ? -offset : offset);
        command.quantity = 10;
        books.apply(command);
    }
}

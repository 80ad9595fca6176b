package dev.kanishk.matching.book;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class NoGarbageTest {
    private static final long SYMBOL = Symbols.pack("AAA", 0);
    private static final int RESTING = 1_000;
    private static final int COMMANDS = 200_000;

    private final Counts counts = new Counts();
    private final OrderBooks books = new OrderBooks(counts, 1 << 16);
    private final Command command = new Command();
    private long next = 1;

    private static final class Counts implements BookListener {
        private long trades;
        private long rejects;

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
            rejects++;
        }
    }

    @Test
    void commandsAllocateNothingWhereThereIsRoom() {
        books.reserve(COMMANDS, 2 * COMMANDS);
        run(COMMANDS);
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        run(COMMANDS);
        long allocated = thread.getCurrentThreadAllocatedBytes() - before;

        assertThat(allocated).isZero();
        assertThat(counts.trades).isGreaterThan(COMMANDS / 10);
        assertThat(counts.rejects).isPositive();
    }

    /** Orders that rest, orders that trade, replaces, and cancels, of live orders and others. */
    private void run(int count) {
        for (int i = 0; i < count; i++) {
            command.clear();
            command.symbolHigh = SYMBOL;
            if (i % 3 == 2 && next > RESTING) {
                command.action = i % 2 == 0 ? Action.CANCEL : Action.REPLACE;
                command.orderId = next - RESTING + i % 50;
                command.quantity = 1;
            } else {
                command.action = Action.NEW;
                command.orderId = next++;
                command.side = i % 2 == 0 ? Side.BUY : Side.SELL;
                command.timeInForce = i % 5 == 0 ? TimeInForce.IOC : TimeInForce.GTC;
                command.price = 10_000L + (i * 7919L) % 41 - (i % 2 == 0 ? 25 : 15);
                command.quantity = 1L + i % 7;
            }
            books.apply(command);
        }
    }
}

package dev.kanishk.benchmarks.peers.matching;

import dev.kanishk.matching.book.Action;
import dev.kanishk.matching.book.BookListener;
import dev.kanishk.matching.book.Command;
import dev.kanishk.matching.book.OrderBooks;
import dev.kanishk.matching.book.OrderType;
import dev.kanishk.matching.book.Reason;
import dev.kanishk.matching.book.Side;
import dev.kanishk.matching.book.Symbols;
import dev.kanishk.matching.book.TimeInForce;

/** The flow through ours. */
final class OurBooks {
    private static final long SYMBOL = Symbols.pack("AAA", 0);

    private final Totals totals = new Totals();
    private final OrderBooks books = new OrderBooks(totals, 1 << 20);
    private final Command command = new Command();

    private static final class Totals implements BookListener {
        private long trades;
        private long volume;

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
            volume += price * quantity;
        }

        @Override
        public void onReject(long line, long orderId, Reason reason) {
            // Cancels of orders that traded meanwhile; the peer answers them with a code.
        }
    }

    OurBooks() {
        // As much room as the peer's pools have.
        books.reserve(1 << 18, 1 << 18);
    }

    long apply(LimitOrderFlow flow, int from, int to) {
        for (int at = from; at < to; at++) {
            command.clear();
            command.orderId = flow.ids[at];
            if (flow.actions[at] == LimitOrderFlow.CANCEL) {
                command.action = Action.CANCEL;
            } else {
                command.action = Action.NEW;
                command.symbolHigh = SYMBOL;
                command.account = 1;
                command.side = flow.buys[at] ? Side.BUY : Side.SELL;
                command.type = OrderType.LIMIT;
                command.timeInForce =
                        flow.actions[at] == LimitOrderFlow.REST ? TimeInForce.GTC : TimeInForce.IOC;
                command.price = flow.prices[at];
                command.quantity = flow.quantities[at];
            }
            books.apply(command);
        }
        return totals.trades;
    }

    long trades() {
        return totals.trades;
    }

    long volume() {
        return totals.volume;
    }

    int live() {
        return books.liveOrders();
    }
}

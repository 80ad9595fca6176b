package dev.kanishk.benchmarks.peers.matching.challenge;

import com.paritytrading.parity.match.OrderBook;
import com.paritytrading.parity.match.OrderBookListener;
import com.paritytrading.parity.match.Side;

/**
 * Parity's book. It knows no immediate-or-cancel: such an order is entered, and what comes to rest
 * is cancelled at once. Its cancels name neither side nor price, so both are kept here, by order
 * id.
 */
final class ParityEngine implements Engine, OrderBookListener {
    private final ReportRing reports;
    private final OrderBook[] books;
    private final long[] prices;
    private final boolean[] buys;
    private long sequence;
    private boolean rests;
    private boolean cancelled;

    ParityEngine(ReportRing reports, int symbols, int orderIds) {
        this.reports = reports;
        this.prices = new long[orderIds + 1];
        this.buys = new boolean[orderIds + 1];
        this.books = new OrderBook[symbols];
        for (int symbol = 0; symbol < symbols; symbol++) {
            books[symbol] = new OrderBook(this);
        }
    }

    @Override
    public void onNew(
            long sequence,
            int symbol,
            long orderId,
            boolean buy,
            boolean immediate,
            long price,
            int quantity) {
        reports.orderAck(sequence, buy, orderId, price, quantity);
        enter(sequence, symbol, orderId, buy, price, quantity);
        if (immediate && rests) {
            books[symbol].cancel(orderId, 0);
            reports.cancelAck(sequence, buy, orderId, price);
        }
    }

    @Override
    public void onCancel(long sequence, int symbol, long orderId) {
        if (cancel(symbol, orderId)) {
            int at = (int) orderId;
            reports.cancelAck(sequence, buys[at], orderId, prices[at]);
        } else {
            reports.cancelReject(sequence, orderId);
        }
    }

    @Override
    public void onModify(
            long sequence, int symbol, long orderId, boolean buy, long price, int quantity) {
        if (cancel(symbol, orderId)) {
            enter(sequence, symbol, orderId, buy, price, quantity);
            reports.modifyAck(sequence, buy, orderId, price, quantity);
        } else {
            reports.modifyReject(sequence, orderId);
        }
    }

    private void enter(long at, int symbol, long orderId, boolean buy, long price, int quantity) {
        sequence = at;
        rests = false;
        books[symbol].enter(orderId, buy ? Side.BUY : Side.SELL, price, quantity);
    }

    private boolean cancel(int symbol, long orderId) {
        cancelled = false;
        books[symbol].cancel(orderId, 0);
        return cancelled;
    }

    @Override
    public void match(
            long restingOrderId,
            long incomingOrderId,
            Side incomingSide,
            long price,
            long executedQuantity,
            long remainingQuantity) {
        reports.trade(sequence, price, (int) executedQuantity, restingOrderId, incomingOrderId);
    }

    @Override
    public void add(long orderId, Side side, long price, long size) {
        rests = true;
        prices[(int) orderId] = price;
        buys[(int) orderId] = side == Side.BUY;
    }

    @Override
    public void cancel(long orderId, long canceledQuantity, long remainingQuantity) {
        cancelled = true;
    }
}

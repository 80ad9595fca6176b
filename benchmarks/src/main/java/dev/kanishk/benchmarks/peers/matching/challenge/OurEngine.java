package dev.kanishk.benchmarks.peers.matching.challenge;

import dev.kanishk.matching.command.AccountLimits;
import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.OrderType;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.command.TimeInForce;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.event.CancelReason;
import dev.kanishk.matching.event.Trade;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.orderbook.BookSettings;
import dev.kanishk.matching.orderbook.OrderBooks;

/**
 * Our books, with all that they do switched on: each order is of one of sixteen accounts with
 * limits of size, notional, open orders and position, and takers pay a fee. Ids are free again once
 * their order has ended, as the public benchmark has it.
 */
final class OurEngine implements Engine, BookView, BookListener {
    private static final int ACCOUNTS = 16;
    private static final int ORDERS_MAX = 1 << 22;
    private static final int ORDERS_RESERVED = 1 << 12;
    private static final int TAKER_FEE_PPM = 10;

    private final ReportRing reports;
    private final OrderBooks books;
    private final Command command = new Command();
    private long removedPrice;
    private boolean removedBuys;
    private boolean rejected;

    OurEngine(ReportRing reports, int symbols) {
        this.reports = reports;
        this.books =
                new OrderBooks(
                        BookSettings.DEFAULT
                                .withOrders(ORDERS_MAX, ORDERS_RESERVED)
                                .withReusedOrderIds(true),
                        this);
        for (int symbol = 0; symbol < symbols; symbol++) {
            command.clear();
            command.action = Action.ADD_INSTRUMENT;
            command.definition =
                    Instrument.builder(symbol, "S" + symbol).fees(0, TAKER_FEE_PPM, 0).build();
            books.apply(command);
        }
        for (int account = 0; account < ACCOUNTS; account++) {
            command.clear();
            command.action = Action.SET_LIMITS;
            command.account = account;
            command.limits =
                    AccountLimits.NONE
                            .withOrderSize(1_000_000, 1L << 50)
                            .withOpen(ORDERS_MAX, 1L << 50);
            books.apply(command);
        }
        command.clear();
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
        command.action = Action.NEW;
        command.sequence = sequence;
        command.instrument = symbol;
        command.account = orderId & (ACCOUNTS - 1);
        command.side = buy ? Side.BUY : Side.SELL;
        command.type = OrderType.LIMIT;
        command.timeInForce = immediate ? TimeInForce.IOC : TimeInForce.GTC;
        command.price = price;
        command.quantity = quantity;
        command.orderId = orderId;
        books.apply(command);
    }

    @Override
    public void onCancel(long sequence, int symbol, long orderId) {
        command.action = Action.CANCEL;
        command.sequence = sequence;
        command.orderId = orderId;
        rejected = false;
        books.apply(command);
        if (rejected) {
            reports.cancelReject(sequence, orderId);
        }
    }

    @Override
    public void onModify(
            long sequence, int symbol, long orderId, boolean buy, long price, int quantity) {
        command.action = Action.REPLACE;
        command.sequence = sequence;
        command.orderId = orderId;
        command.price = price;
        command.quantity = quantity;
        rejected = false;
        books.apply(command);
        if (rejected) {
            reports.modifyReject(sequence, orderId);
        } else {
            reports.modifyAck(sequence, buy, orderId, price, quantity);
        }
    }

    @Override
    public void onTrade(Trade trade) {
        reports.trade(
                command.sequence,
                trade.price,
                (int) trade.quantity,
                trade.makerOrderId,
                trade.takerOrderId);
    }

    @Override
    public void onRemoved(int instrument, long orderId, Side side, long price, long shown) {
        removedPrice = price;
        removedBuys = side == Side.BUY;
    }

    @Override
    public void onCancelled(
            int instrument,
            long orderId,
            long account,
            int session,
            long open,
            CancelReason reason) {
        if (reason == CancelReason.REMAINDER) {
            boolean buys = command.side == Side.BUY;
            reports.cancelAck(command.sequence, buys, orderId, command.price);
        } else {
            reports.cancelAck(command.sequence, removedBuys, orderId, removedPrice);
        }
    }

    @Override
    public void onRejected(
            int instrument, long orderId, long account, int session, RejectReason reason) {
        if (reason != RejectReason.UNKNOWN_ORDER) {
            throw new IllegalStateException("order " + orderId + " was rejected: " + reason);
        }
        rejected = true;
    }

    @Override
    public long bestBid() {
        long price = books.bestPrice(0, Side.BUY);
        return price == Command.ABSENT ? Long.MIN_VALUE : price;
    }

    @Override
    public long bestOffer() {
        long price = books.bestPrice(0, Side.SELL);
        return price == Command.ABSENT ? Long.MAX_VALUE : price;
    }

    @Override
    public long depthAt(long price, boolean buy) {
        return books.depthAt(0, buy ? Side.BUY : Side.SELL, price);
    }
}

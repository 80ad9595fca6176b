package dev.kanishk.matching.orderbook;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.event.CancelReason;
import dev.kanishk.matching.event.Trade;
import dev.kanishk.matching.instrument.Instrument;

/** What a trade changes: quantities, positions, fees, balances, the last price; and who is told. */
final class Trades {
    private final LiveOrders live;
    private final OrderSlab orders;
    private final PriceLevels levels;
    private final Positions positions;
    private final BookListener listener;
    private final Trade trade = new Trade();

    Trades(LiveOrders live) {
        this.live = live;
        this.orders = live.orders;
        this.levels = live.levels;
        this.positions = live.positions;
        this.listener = live.listener;
    }

    /**
     * Trades a resting order with an incoming one, whose open quantity is already the one after it.
     * The resting order stays in its queue, even with nothing left.
     */
    void trade(
            InstrumentBook book,
            int maker,
            long quantity,
            long takerId,
            boolean takerBuys,
            long takerOpen,
            int takerRow,
            int takerSession) {
        long price = levels.price(orders.level(maker));
        begin(book, price, quantity, maker, takerBuys);
        trade.takerOrderId = takerId;
        trade.takerOpen = takerOpen;
        trade.takerShown = 0;
        trade.takerSession = takerSession;
        trade.auction = false;
        int makerRow = takeOff(book, maker, quantity);
        trade.makerOpen = orders.open(maker);
        trade.makerShown = orders.shown(maker);
        Instrument instrument = book.instrument;
        settle(
                book,
                makerRow,
                takerRow,
                book.charges ? instrument.makerFeePpm() : 0,
                book.charges ? instrument.takerFeePpm() : 0);
        listener.onTrade(trade);
    }

    /** Trades two resting orders at an auction's price. Both stay in their queues. */
    void tradeInAuction(InstrumentBook book, int maker, int taker, long price, long quantity) {
        int takerFlags = orders.flags(taker);
        begin(book, price, quantity, maker, (takerFlags & OrderSlab.SELL) == 0);
        trade.takerOrderId = orders.id(taker);
        trade.takerSession = orders.session(taker);
        trade.auction = true;
        int makerRow = takeOff(book, maker, quantity);
        int takerRow = takeOff(book, taker, quantity);
        trade.makerOpen = orders.open(maker);
        trade.makerShown = orders.shown(maker);
        trade.takerOpen = orders.open(taker);
        trade.takerShown = orders.shown(taker);
        int fee = book.instrument.auctionFeePpm();
        settle(book, makerRow, takerRow, fee, fee);
        listener.onTrade(trade);
    }

    private void begin(
            InstrumentBook book, long price, long quantity, int maker, boolean takerBuys) {
        book.lastPrice = price;
        trade.instrument = book.id;
        trade.price = price;
        trade.quantity = quantity;
        trade.makerOrderId = orders.id(maker);
        trade.makerSession = orders.session(maker);
        trade.takerSide = takerBuys ? Side.BUY : Side.SELL;
    }

    /** Takes a quantity off what a resting order shows; returns its position. */
    private int takeOff(InstrumentBook book, int slot, long quantity) {
        long open = orders.open(slot);
        int row = orders.position(slot);
        if (row != 0) {
            live.changeOpen(book, slot, row, open, open - quantity);
        }
        orders.open(slot, open - quantity);
        orders.shown(slot, orders.shown(slot) - quantity);
        levels.addShown(orders.level(slot), -quantity);
        return row;
    }

    private void settle(
            InstrumentBook book, int makerRow, int takerRow, int makerPpm, int takerPpm) {
        trade.makerAccount = makerRow == 0 ? Command.ABSENT : positions.account(makerRow);
        trade.takerAccount = takerRow == 0 ? Command.ABSENT : positions.account(takerRow);
        trade.makerFee = 0;
        trade.takerFee = 0;
        if ((makerPpm | takerPpm) != 0) {
            long notional = trade.price * trade.quantity;
            trade.makerFee = Ratio.ppm(notional, makerPpm);
            trade.takerFee = Ratio.ppm(notional, takerPpm);
        }
        boolean takerBuys = trade.takerSide == Side.BUY;
        move(book, makerRow, !takerBuys, trade.makerFee);
        move(book, takerRow, takerBuys, trade.takerFee);
    }

    private void move(InstrumentBook book, int row, boolean buys, long fee) {
        if (row == 0) {
            return;
        }
        long quantity = buys ? trade.quantity : -trade.quantity;
        positions.addPosition(row, quantity);
        if (book.checksBalances) {
            Accounts accounts = live.accounts;
            accounts.addTotal(live.baseBalance(book, row), quantity);
            accounts.addTotal(live.quoteBalance(book, row), -trade.price * quantity - fee);
        }
    }

    /** Takes a quantity off a resting order without a trade; one that has none left ends. */
    void decrement(InstrumentBook book, int slot, long quantity) {
        long left = orders.open(slot) - quantity;
        if (left > 0) {
            live.reduce(book, slot, left);
            live.tellReduced(book, slot);
        } else {
            live.tellRemoved(book, slot);
            live.reduce(book, slot, 0);
            live.tellCancelled(book, slot, CancelReason.SELF_TRADE);
            live.remove(book, slot);
        }
    }
}

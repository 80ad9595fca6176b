package dev.kanishk.benchmarks.peers.matching.challenge;

import exchange.core2.collections.objpool.ObjectsPool;
import exchange.core2.core.common.CoreSymbolSpecification;
import exchange.core2.core.common.MatcherEventType;
import exchange.core2.core.common.MatcherTradeEvent;
import exchange.core2.core.common.OrderAction;
import exchange.core2.core.common.OrderType;
import exchange.core2.core.common.SymbolType;
import exchange.core2.core.common.cmd.CommandResultCode;
import exchange.core2.core.common.cmd.OrderCommand;
import exchange.core2.core.common.cmd.OrderCommandType;
import exchange.core2.core.common.config.LoggingConfiguration;
import exchange.core2.core.orderbook.IOrderBook;
import exchange.core2.core.orderbook.OrderBookDirectImpl;
import exchange.core2.core.orderbook.OrderBookEventsHelper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * exchange-core's fastest book, {@code OrderBookDirectImpl}, without its risk engine, queues and
 * journal. Orders and levels come from pools as in its matching engine, and the events of one
 * message are used again for the next, so that they stay in the nearest cache.
 */
final class ExchangeCoreEngine implements Engine {
    private static final long USER = 1;

    private final ReportRing reports;
    private final IOrderBook[] books;
    private final OrderCommand command = new OrderCommand();
    private final List<MatcherTradeEvent> events = new ArrayList<>();
    private int eventsUsed;

    ExchangeCoreEngine(ReportRing reports, int symbols) {
        this.reports = reports;
        Map<Integer, Integer> sizes =
                Map.of(
                        ObjectsPool.DIRECT_ORDER, 1 << 20,
                        ObjectsPool.DIRECT_BUCKET, 1 << 16,
                        ObjectsPool.ART_NODE_4, 1 << 15,
                        ObjectsPool.ART_NODE_16, 1 << 14,
                        ObjectsPool.ART_NODE_48, 1 << 13,
                        ObjectsPool.ART_NODE_256, 1 << 12);
        ObjectsPool pool = new ObjectsPool(sizes);
        OrderBookEventsHelper helper = new OrderBookEventsHelper(this::nextEvent);
        books = new IOrderBook[symbols];
        for (int symbol = 0; symbol < symbols; symbol++) {
            CoreSymbolSpecification specification =
                    CoreSymbolSpecification.builder()
                            .symbolId(symbol)
                            .type(SymbolType.CURRENCY_EXCHANGE_PAIR)
                            .baseScaleK(1)
                            .quoteScaleK(1)
                            .build();
            books[symbol] =
                    new OrderBookDirectImpl(
                            specification, pool, helper, LoggingConfiguration.DEFAULT);
        }
    }

    private MatcherTradeEvent nextEvent() {
        if (eventsUsed == events.size()) {
            events.add(new MatcherTradeEvent());
        }
        MatcherTradeEvent event = events.get(eventsUsed++);
        event.nextEvent = null;
        return event;
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
        OrderType type = immediate ? OrderType.IOC : OrderType.GTC;
        long traded = place(sequence, symbol, orderId, buy, type, price, quantity);
        if (immediate && traded < quantity) {
            reports.cancelAck(sequence, buy, orderId, price);
        }
    }

    @Override
    public void onCancel(long sequence, int symbol, long orderId) {
        if (cancel(symbol, orderId)) {
            boolean buy = command.action == OrderAction.BID;
            reports.cancelAck(sequence, buy, orderId, command.matcherEvent.price);
        } else {
            reports.cancelReject(sequence, orderId);
        }
    }

    @Override
    public void onModify(
            long sequence, int symbol, long orderId, boolean buy, long price, int quantity) {
        if (cancel(symbol, orderId)) {
            place(sequence, symbol, orderId, buy, OrderType.GTC, price, quantity);
            reports.modifyAck(sequence, buy, orderId, price, quantity);
        } else {
            reports.modifyReject(sequence, orderId);
        }
    }

    private long place(
            long sequence,
            int symbol,
            long orderId,
            boolean buy,
            OrderType type,
            long price,
            int quantity) {
        eventsUsed = 0;
        command.command = OrderCommandType.PLACE_ORDER;
        command.symbol = symbol;
        command.uid = USER;
        command.orderId = orderId;
        command.orderType = type;
        command.action = buy ? OrderAction.BID : OrderAction.ASK;
        command.price = price;
        command.reserveBidPrice = price;
        command.size = quantity;
        command.resultCode = CommandResultCode.VALID_FOR_MATCHING_ENGINE;
        command.matcherEvent = null;
        IOrderBook.processCommand(books[symbol], command);
        long traded = 0;
        MatcherTradeEvent event = command.matcherEvent;
        while (event != null) {
            if (event.eventType == MatcherEventType.TRADE) {
                traded += event.size;
                reports.trade(
                        sequence, event.price, (int) event.size, event.matchedOrderId, orderId);
            }
            event = event.nextEvent;
        }
        return traded;
    }

    private boolean cancel(int symbol, long orderId) {
        eventsUsed = 0;
        command.command = OrderCommandType.CANCEL_ORDER;
        command.symbol = symbol;
        command.uid = USER;
        command.orderId = orderId;
        command.resultCode = CommandResultCode.VALID_FOR_MATCHING_ENGINE;
        command.matcherEvent = null;
        return IOrderBook.processCommand(books[symbol], command) == CommandResultCode.SUCCESS;
    }
}

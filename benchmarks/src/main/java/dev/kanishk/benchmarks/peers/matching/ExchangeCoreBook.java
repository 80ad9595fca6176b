package dev.kanishk.benchmarks.peers.matching;

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
import java.util.Map;

/**
 * The flow through exchange-core's fastest book, without its risk engine, queues and journal. Its
 * objects come from pools as in its matching engine, and events are used again.
 */
final class ExchangeCoreBook {
    private static final int EVENTS = 1 << 12;
    private static final long USER = 1;

    private final MatcherTradeEvent[] events = new MatcherTradeEvent[EVENTS];
    private final OrderCommand command = new OrderCommand();
    private final IOrderBook book;
    private int nextEvent;
    private long trades;
    private long volume;

    ExchangeCoreBook() {
        for (int each = 0; each < EVENTS; each++) {
            events[each] = new MatcherTradeEvent();
        }
        CoreSymbolSpecification symbol =
                CoreSymbolSpecification.builder()
                        .symbolId(1)
                        .type(SymbolType.CURRENCY_EXCHANGE_PAIR)
                        .baseScaleK(1)
                        .quoteScaleK(1)
                        .build();
        Map<Integer, Integer> sizes =
                Map.of(
                        ObjectsPool.DIRECT_ORDER, 1 << 20,
                        ObjectsPool.DIRECT_BUCKET, 1 << 16,
                        ObjectsPool.ART_NODE_4, 1 << 15,
                        ObjectsPool.ART_NODE_16, 1 << 14,
                        ObjectsPool.ART_NODE_48, 1 << 13,
                        ObjectsPool.ART_NODE_256, 1 << 12);
        book =
                new OrderBookDirectImpl(
                        symbol,
                        new ObjectsPool(sizes),
                        new OrderBookEventsHelper(this::nextEvent),
                        LoggingConfiguration.DEFAULT);
    }

    private MatcherTradeEvent nextEvent() {
        MatcherTradeEvent event = events[nextEvent++ & (EVENTS - 1)];
        event.nextEvent = null;
        return event;
    }

    long apply(LimitOrderFlow flow, int from, int to) {
        for (int at = from; at < to; at++) {
            command.symbol = 1;
            command.uid = USER;
            command.orderId = flow.ids[at];
            command.matcherEvent = null;
            if (flow.actions[at] == LimitOrderFlow.CANCEL) {
                command.command = OrderCommandType.CANCEL_ORDER;
            } else {
                command.command = OrderCommandType.PLACE_ORDER;
                command.orderType =
                        flow.actions[at] == LimitOrderFlow.REST ? OrderType.GTC : OrderType.IOC;
                command.action = flow.buys[at] ? OrderAction.BID : OrderAction.ASK;
                command.price = flow.prices[at];
                command.reserveBidPrice = flow.prices[at];
                command.size = flow.quantities[at];
                command.resultCode = CommandResultCode.VALID_FOR_MATCHING_ENGINE;
            }
            IOrderBook.processCommand(book, command);
            for (MatcherTradeEvent event = command.matcherEvent;
                    event != null;
                    event = event.nextEvent) {
                if (event.eventType == MatcherEventType.TRADE) {
                    trades++;
                    volume += event.price * event.size;
                }
            }
        }
        return trades;
    }

    long trades() {
        return trades;
    }

    long volume() {
        return volume;
    }

    int live() {
        return book.getOrdersNum(OrderAction.ASK) + book.getOrdersNum(OrderAction.BID);
    }
}

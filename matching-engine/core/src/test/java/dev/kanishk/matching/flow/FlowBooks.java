package dev.kanishk.matching.flow;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.orderbook.BookSettings;
import dev.kanishk.matching.orderbook.OrderBooks;
import dev.kanishk.matching.orderbook.RestingOrderVisitor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The books that flows are tested with. */
final class FlowBooks implements BookView, DepthView, CommandSink, AutoCloseable {
    private final OrderBooks books;
    private final Map<Integer, String> symbols = new HashMap<>();

    FlowBooks(BookListener listener) {
        books = new OrderBooks(BookSettings.DEFAULT.withOrders(1 << 20, 64), listener);
    }

    @Override
    public void accept(Command command) {
        Instrument added = command.definition;
        if (command.action == Action.ADD_INSTRUMENT && added != null) {
            symbols.put(added.id(), added.symbol());
        }
        books.apply(command);
    }

    @Override
    public void commit() {}

    @Override
    public long openQuantity(long orderId) {
        return books.openQuantity(orderId);
    }

    @Override
    public long frontOrder(int instrument, Side side) {
        return books.frontOrder(instrument, side);
    }

    @Override
    public long depthAt(int instrument, Side side, long price) {
        return books.depthAt(instrument, side, price);
    }

    void forEachResting(RestingOrderVisitor visitor) {
        books.forEachResting(visitor);
    }

    /** Returns the orders of an instrument as {@link GeneratedMarket#resting} does. */
    List<String> resting(int instrument) {
        List<String> orders = new ArrayList<>();
        books.forEachResting((of, side, price, id, open, shown) -> {
            if (of == instrument) {
                orders.add(side + " " + price + " " + id + " " + open);
            }
        });
        return orders;
    }

    long stateHash() {
        return books.stateHash();
    }

    String symbol(int instrument) {
        return symbols.getOrDefault(instrument, "?");
    }

    @Override
    public void close() {
        symbols.clear();
    }
}

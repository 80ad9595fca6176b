package dev.kanishk.matching.book;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The books against a simple one, command by command. */
class OrderBooksModelTest {
    private static final long SYMBOL = Symbols.pack("AAA", 0);

    /** A command of one symbol. */
    record Step(
            Action action,
            long id,
            Side side,
            OrderType type,
            TimeInForce time,
            long price,
            long quantity) {
        void fill(Command command) {
            command.clear();
            command.action = action;
            command.symbolHigh = SYMBOL;
            command.orderId = id;
            command.side = side;
            command.type = type;
            command.timeInForce = time;
            command.price = action == Action.REPLACE && price == 0 ? Command.ABSENT : price;
            command.quantity = quantity;
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        // Few ids, prices and sizes, so that orders meet, are replaced and are named twice.
        return Combinators.combine(
                        Arbitraries.frequency(
                                Tuple.of(7, Action.NEW),
                                Tuple.of(2, Action.CANCEL),
                                Tuple.of(2, Action.REPLACE)),
                        Arbitraries.longs().between(1, 60),
                        Arbitraries.of(Side.BUY, Side.SELL),
                        Arbitraries.frequency(
                                Tuple.of(8, OrderType.LIMIT), Tuple.of(1, OrderType.MARKET)),
                        Arbitraries.frequency(
                                Tuple.of(6, TimeInForce.GTC),
                                Tuple.of(1, TimeInForce.IOC),
                                Tuple.of(1, TimeInForce.FOK),
                                Tuple.of(1, TimeInForce.POST_ONLY)),
                        Arbitraries.longs().between(0, 9),
                        Arbitraries.longs().between(0, 8))
                .as(Step::new)
                .list()
                .ofMaxSize(120);
    }

    @Property
    void doesWhatASimpleBookDoes(@ForAll("steps") List<Step> steps) {
        List<String> results = new ArrayList<>();
        OrderBooks books = new OrderBooks(recording(results), 1 << 10);
        ReferenceBook reference = new ReferenceBook();
        Command command = new Command();
        for (Step step : steps) {
            step.fill(command);
            books.apply(command);
            reference.apply(command);
            assertThat(results).isEqualTo(reference.results());
            List<String> orders = new ArrayList<>();
            books.forEachResting((high, low, side, price, id, open, shown) ->
                    orders.add(side + " " + price + " " + id + " " + open));
            assertThat(orders).isEqualTo(reference.orders());
        }
    }

    private static BookListener recording(List<String> results) {
        return new BookListener() {
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
                results.add(
                        "trade "
                                + makerOrderId
                                + " "
                                + takerOrderId
                                + " "
                                + price
                                + " "
                                + quantity);
            }

            @Override
            public void onReject(long line, long orderId, Reason reason) {
                results.add("reject " + orderId + " " + reason);
            }
        };
    }
}

package dev.kanishk.matching.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.event.Trade;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The reference against the contract's examples, byte for byte. */
class ReferenceContractTest {
    private static final Path EXAMPLES = Path.of("src/test/resources/order-flow");

    @Test
    void writesTheBasicExample() throws IOException {
        writes("basic");
    }

    @Test
    void writesTheFullExample() throws IOException {
        writes("full");
    }

    private static void writes(String example) throws IOException {
        Path folder = EXAMPLES.resolve(example);
        ContractFlow flow = new ContractFlow(Files.readAllLines(folder.resolve("flow.csv")));
        Results results = new Results(flow);
        ReferenceBooks books = new ReferenceBooks(results);

        flow.commands.forEach(books::apply);

        assertThat(text(results.trades)).isEqualTo(Files.readString(folder.resolve("trades.csv")));
        assertThat(text(results.rejects))
                .isEqualTo(Files.readString(folder.resolve("rejects.csv")));
        assertThat(text(book(flow, books))).isEqualTo(Files.readString(folder.resolve("book.csv")));
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }

    private static List<String> book(ContractFlow flow, ReferenceBooks books) {
        TreeMap<String, List<String>> bySymbol = new TreeMap<>();
        books.forEachResting((instrument, side, price, id, open, shown) -> {
            String symbol = flow.symbol(instrument);
            bySymbol.computeIfAbsent(symbol, s -> new ArrayList<>())
                    .add(row(symbol, letter(side), price, id, open, shown));
        });
        List<String> rows = new ArrayList<>();
        rows.add("symbol,side,price,order_id,open_qty,shown_qty");
        bySymbol.values().forEach(rows::addAll);
        return rows;
    }

    private static String letter(Side side) {
        return side == Side.BUY ? "B" : "S";
    }

    private static String row(Object... values) {
        return String.join(",", List.of(values).stream().map(Object::toString).toList());
    }

    private static final class Results implements BookListener {
        private final List<String> trades = new ArrayList<>();
        private final List<String> rejects = new ArrayList<>();
        private final ContractFlow flow;
        private long line;

        private Results(ContractFlow flow) {
            this.flow = flow;
            trades.add("line,symbol,price,qty,maker_order_id,taker_order_id,taker_side");
            rejects.add("line,order_id,reason");
        }

        @Override
        public void onCommand(Command command) {
            line = command.reference;
        }

        @Override
        public void onRejected(
                int instrument, long orderId, long account, int session, RejectReason reason) {
            rejects.add(row(line, orderId, reason));
        }

        @Override
        public void onTrade(Trade trade) {
            trades.add(
                    row(
                            line,
                            flow.symbol(trade.instrument),
                            trade.price,
                            trade.quantity,
                            trade.makerOrderId,
                            trade.takerOrderId,
                            letter(trade.takerSide)));
        }
    }
}

package dev.kanishk.matching.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.command.Side;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ShardRoutingTest {
    private static final String HEADER =
            "time_ns,action,symbol,order_id,account,side,type,tif,price,qty,display_qty,stop_price,"
                    + "stp\n";

    /** Few ids and symbols, so that ids come again under other symbols. */
    @Provide
    Arbitrary<List<String>> flows() {
        Arbitrary<String> id = Arbitraries.integers().between(1, 12).map(String::valueOf);
        Arbitrary<String> symbol = Arbitraries.of("A", "B", "C", "DD");
        Arbitrary<String> price = Arbitraries.of("", "0", "9", "10", "11");
        Arbitrary<String> quantity = Arbitraries.of("", "-1", "0", "3", "5");
        Arbitrary<String> kind =
                Arbitraries.of(
                        "B,LIMIT,GTC", "S,LIMIT,GTC", "B,MARKET,IOC", "S,LIMIT,FOK", "B,LIMIT,X");
        Arbitrary<String> enter =
                Combinators.combine(symbol, id, kind, price, quantity)
                        .as((s, i, k, p, q) -> join("0,NEW", s, i, "", k, p, q, ",,"));
        Arbitrary<String> change =
                Combinators.combine(Arbitraries.of("0,CANCEL", "0,REPLACE"), id, price, quantity)
                        .as((a, i, p, q) -> join(a, "", i, "", ",,", p, q, ",,"));
        return Arbitraries.frequencyOf(Tuple.of(3, enter), Tuple.of(1, change))
                .list()
                .ofMaxSize(60);
    }

    private static String join(String... columns) {
        return String.join(",", columns);
    }

    @Property(tries = 300)
    void anyNumberOfShardsGivesTheSameFiles(
            @ForAll("flows") List<String> flow, @ForAll @IntRange(min = 2, max = 5) int shards) {
        assertThat(replay(flow, shards)).isEqualTo(replay(flow, 1));
    }

    private static List<String> replay(List<String> flow, int shards) {
        try {
            Path folder = Files.createTempDirectory("routing");
            Path file = folder.resolve("flow.csv");
            Files.writeString(file, HEADER + String.join("\n", flow));
            List<FlowBooks> books = new ArrayList<>();
            try (ResultFiles results = new ResultFiles(folder, shards, 1 << 20);
                    CsvFlow source = new CsvFlow(file)) {
                for (int shard = 0; shard < shards; shard++) {
                    books.add(new FlowBooks(results.shard(shard)));
                }
                run(source, results, books);
            }
            BookFile book = new BookFile(number -> books.get(number % shards).symbol(number));
            for (FlowBooks each : books) {
                each.forEachResting(book::add);
                each.close();
            }
            book.write(folder);
            List<String> all = new ArrayList<>();
            for (String name : List.of("trades.csv", "rejects.csv", "book.csv", "flow.csv")) {
                all.addAll(Files.readAllLines(folder.resolve(name)));
                Files.delete(folder.resolve(name));
            }
            Files.delete(folder);
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(CsvFlow source, ResultFiles results, List<FlowBooks> books)
            throws IOException {
        ShardRouting routing = new ShardRouting(books.size());
        Command command = new Command();
        while (source.next(command)) {
            int shard = routing.route(command);
            results.routed(shard, command.reference);
            books.get(shard).accept(command);
            results.shard(shard).release();
        }
    }

    @Test
    void anIdOfAnotherInstrumentGoesWhereItIsKnownAndCannotTradeThere() {
        ShardRouting routing = new ShardRouting(2);
        Command command = order(5, 1);
        assertThat(routing.route(command)).isEqualTo(1);
        assertThat(command.checked).isFalse();

        Command again = order(5, 2);
        assertThat(routing.route(again)).isEqualTo(1);
        assertThat(again.instrument).isEqualTo(1);
        assertThat(again.verdict).isEqualTo(RejectReason.DUPLICATE_ORDER);
        assertThat(again.checked).isTrue();

        command.clear();
        command.action = Action.CANCEL;
        command.orderId = 5;
        assertThat(routing.route(command)).isEqualTo(1);
        assertThat(command.instrument).isEqualTo(1);
    }

    @Test
    void idsBeyondTheBoundAreRejected() {
        ShardRouting routing = new ShardRouting(2, instrument -> 0, 32);
        for (int id = 0; id < 32; id++) {
            Command command = order(id, 1);
            routing.route(command);
            assertThat(command.verdict).isNull();
        }
        Command command = order(32, 1);
        routing.route(command);
        assertThat(command.verdict).isEqualTo(RejectReason.CAPACITY_REACHED);
    }

    @Test
    void aShardThatIsNoneIsToldOf() {
        ShardRouting routing = new ShardRouting(2, instrument -> instrument, 32);
        assertThatThrownBy(() -> routing.shardOf(2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("instrument 2 has shard 2 of 2");
        assertThatThrownBy(() -> new ShardRouting(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shards is 0: use 1 or more");
    }

    private static Command order(long id, int instrument) {
        Command command = new Command();
        command.action = Action.NEW;
        command.orderId = id;
        command.instrument = instrument;
        command.price = 1;
        command.quantity = 1;
        return command;
    }

    /** Dense and far-apart ids against a map. */
    @Property(tries = 200)
    void instrumentsOfOrdersAreThoseOfAMap(@ForAll("ids") List<Long> ids) {
        OrderInstruments table = new OrderInstruments(1 << 16);
        Map<Long, Integer> model = new HashMap<>();
        for (long id : ids) {
            assertThat(table.get(id)).isEqualTo(model.getOrDefault(id, OrderInstruments.NONE));
            int instrument = model.size();
            assertThat(table.put(id, instrument)).isTrue();
            model.put(id, instrument);
        }
        model.forEach((id, instrument) -> assertThat(table.get(id)).isEqualTo(instrument));
    }

    @Provide
    Arbitrary<List<Long>> ids() {
        return Arbitraries.oneOf(
                        Arbitraries.longs(),
                        Arbitraries.longs().between(-40, 400),
                        Arbitraries.longs().between(0, 1 << 20).map(id -> id << 40))
                .list()
                .ofMaxSize(600);
    }

    @Property(tries = 200)
    void sidesAreThoseOfAMap(@ForAll("sideChanges") List<Long> changes) {
        OrderSides table = new OrderSides(1 << 16, id -> true);
        Map<Long, Side> model = new HashMap<>();
        for (long change : changes) {
            long id = (change >>> 2) + 1;
            if ((change & 2) == 0) {
                Side side = (change & 1) == 0 ? Side.BUY : Side.SELL;
                table.add(id, side);
                model.putIfAbsent(id, side);
            } else {
                table.remove(id);
                model.remove(id);
            }
        }
        for (long change : changes) {
            long id = (change >>> 2) + 1;
            assertThat(table.get(id)).isEqualTo(model.get(id));
        }
    }

    @Provide
    Arbitrary<List<Long>> sideChanges() {
        return Arbitraries.longs().between(0, 2000).list().ofMinSize(10).ofMaxSize(1500);
    }

    @Test
    void sidesOfOrdersThatEndedUnseenMakeRoom() {
        OrderSides table = new OrderSides(8, id -> id > 4);
        for (long id = 1; id <= 12; id++) {
            table.add(id, Side.SELL);
        }
        assertThat(table.get(1)).isNull();
        assertThat(table.get(5)).isEqualTo(Side.SELL);
        assertThat(table.get(12)).isEqualTo(Side.SELL);
        table.add(13, Side.SELL);
        assertThat(table.get(13)).isNull();
    }

    @Property(tries = 100)
    void numbersOfSymbolsAreGivenOutInOrder(@ForAll("symbols") List<Long> symbols) {
        InstrumentNumbers numbers = new InstrumentNumbers(100);
        Map<Long, Integer> model = new HashMap<>();
        for (long symbol : symbols) {
            int expected = model.getOrDefault(symbol, InstrumentNumbers.ABSENT);
            assertThat(numbers.get(symbol, ~symbol)).isEqualTo(expected);
            if (model.size() < 100) {
                model.putIfAbsent(symbol, model.size());
            }
            assertThat(numbers.getOrAdd(symbol, ~symbol))
                    .isEqualTo(model.getOrDefault(symbol, InstrumentNumbers.NO_INSTRUMENT));
            assertThat(numbers.size()).isEqualTo(model.size());
        }
    }

    @Provide
    Arbitrary<List<Long>> symbols() {
        return Arbitraries.oneOf(Arbitraries.longs(), Arbitraries.longs().between(1, 300))
                .list()
                .ofMaxSize(400);
    }
}

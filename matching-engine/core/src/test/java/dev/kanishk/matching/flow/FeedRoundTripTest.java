package dev.kanishk.matching.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.event.Trade;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a generated market writes as a feed, and the books make of it, is that market's book. */
class FeedRoundTripTest {
    private static final int EVENTS = 20_000;
    private static final Path SAMPLES = Path.of("src/test/resources/order-flow/samples");

    private static final String LOBSTER_SAMPLE = "sample_message_10.csv";
    private static final String ITCH_SAMPLE = "sample.itch";

    @TempDir private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void lobsterGivesTheBooksThatItWasMadeFrom(long seed) throws IOException {
        Path file = folder.resolve("message.csv");
        GeneratedMarket market;
        try (LobsterWriter out = new LobsterWriter(file)) {
            market = new GeneratedMarket(seed, 1000, 40, true, out);
            market.run(EVENTS);
        }
        Trades trades = new Trades();
        try (FlowBooks books = new FlowBooks(trades);
                LobsterFlow flow = new LobsterFlow(file, "AAA", books)) {
            apply(flow, books);
            assertThat(books.resting(LobsterFlow.INSTRUMENT)).isEqualTo(market.resting());
            assertThat(flow.counts().unknownOrders()).isZero();
            assertThat(flow.counts().outOfPriority()).isZero();
            assertThat(flow.counts().hiddenExecutions()).isPositive();
            assertThat(trades.count).isGreaterThan(EVENTS / 20);
            assertThat(trades.rejects).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void itchGivesTheBooksThatItWasMadeFrom(long seed) throws IOException {
        Path file = folder.resolve("itch.gz");
        List<GeneratedMarket> markets = new ArrayList<>();
        try (ItchWriter out = new ItchWriter(new GZIPOutputStream(Files.newOutputStream(file)))) {
            writeStocks(out, markets, seed, 3, EVENTS);
        }
        Trades trades = new Trades();
        try (FlowBooks books = new FlowBooks(trades);
                ItchFlow flow = new ItchFlow(file, books)) {
            apply(flow, books);
            for (int stock = 0; stock < markets.size(); stock++) {
                assertThat(books.symbol(stock + 1)).isEqualTo("STOCK" + stock);
                assertThat(books.resting(stock + 1)).isEqualTo(markets.get(stock).resting());
            }
            assertThat(flow.counts().unknownOrders()).isZero();
            assertThat(flow.counts().outOfPriority()).isZero();
            assertThat(flow.counts().hiddenExecutions()).isPositive();
            assertThat(trades.count).isGreaterThan(EVENTS / 20);
            assertThat(trades.rejects).isEmpty();
        }
    }

    /** Writes stocks that take turns, of which the last has no directory message. */
    private static void writeStocks(
            ItchWriter out, List<GeneratedMarket> markets, long seed, int stocks, int events)
            throws IOException {
        out.stock(0, "");
        out.systemEvent(1, 'O');
        for (int stock = 0; stock < stocks; stock++) {
            out.stock(stock + 1, "STOCK" + stock);
            if (stock < stocks - 1) {
                out.directory(2);
                out.directory(3);
                out.tradingAction(4, 'T');
            }
            markets.add(new GeneratedMarket(seed + stock, 1 + stock * 10_000_000L, 4, true, out));
        }
        for (char other : "SYLVWKJBINO".toCharArray()) {
            out.other(5, other);
        }
        for (int turn = 0; turn < 10; turn++) {
            for (int stock = 0; stock < stocks; stock++) {
                out.stock(stock + 1, "STOCK" + stock);
                markets.get(stock).run(events / (10 * stocks));
            }
        }
        out.stock(0, "");
        out.systemEvent(1, 'C');
    }

    @Test
    void anOrderBookFileIsMatchedWhereverItIsDetermined() throws IOException {
        for (int begin : new int[] {0, 5_000}) {
            LobsterComparison found = compare(begin, -1);
            assertThat(found.firstDifference()).isNull();
            assertThat(found.different()).isZero();
            assertThat(found.rowsMissing()).isZero();
            assertThat(found.equal()).isGreaterThan(18 * found.events());
            assertThat(found.ofShownOrders()).isGreaterThan(10 * found.events());
            assertThat(found.undetermined()).isLessThan(found.events());
            assertThat(found.equal() + found.undetermined())
                    .isLessThanOrEqualTo(20 * found.events());
        }
    }

    @Test
    void aDroppedEventIsFoundByTheOrderBookFile() throws IOException {
        LobsterComparison found = compare(0, 700);
        assertThat(found.different()).isPositive();
        assertThat(found.firstDifference()).startsWith("after line 70");
    }

    /** Compares the files of a market from an event on, one line of which may be spoilt. */
    private LobsterComparison compare(int begin, int spoilt) throws IOException {
        Path messages = folder.resolve("m.csv");
        List<String> rows = new ArrayList<>();
        List<String> kept = new ArrayList<>();
        try (LobsterWriter out = new LobsterWriter(messages)) {
            OneLineEvents events = new OneLineEvents(out);
            GeneratedMarket market = new GeneratedMarket(7, 1, 5, false, events);
            events.rows = () -> rows.add(market.row(10));
            market.run(10_000);
        }
        List<String> lines = Files.readAllLines(messages);
        assertThat(rows).hasSameSizeAs(lines);
        kept.addAll(lines.subList(begin, lines.size()));
        if (spoilt >= 0) {
            String[] columns = kept.get(spoilt).split(",", -1);
            kept.set(spoilt, columns[0] + ",5,0,1,1,1");
        }
        Files.write(messages, kept);
        Path orderBook = folder.resolve("o.csv");
        Files.write(orderBook, rows.subList(begin, rows.size()));
        try (FlowBooks books = new FlowBooks(new BookListener() {});
                LobsterFlow flow = new LobsterFlow(messages, "AAA", books);
                LobsterOracle oracle = new LobsterOracle(flow, orderBook, books)) {
            apply(oracle, books);
            return oracle.result();
        }
    }

    @Test
    void theSamplesAreThoseOfTheGenerator() throws IOException {
        writeSamples(folder);
        for (String sample : new String[] {LOBSTER_SAMPLE, ITCH_SAMPLE}) {
            assertThat(SAMPLES.resolve(sample))
                    .as("made anew by %s.writeSamples", getClass().getSimpleName())
                    .hasSameBinaryContentAs(folder.resolve(sample));
        }
    }

    static void writeSamples(Path to) throws IOException {
        try (LobsterWriter out = new LobsterWriter(to.resolve(LOBSTER_SAMPLE))) {
            new GeneratedMarket(2026, 1_000_000, 90, true, out).run(1_500);
        }
        try (ItchWriter out = new ItchWriter(Files.newOutputStream(to.resolve(ITCH_SAMPLE)))) {
            writeStocks(out, new ArrayList<>(), 2026, 2, 1_500);
        }
    }

    static void apply(CommandSource source, FlowBooks books) throws IOException {
        Command command = new Command();
        long reference = 0;
        while (source.next(command)) {
            assertThat(command.reference).isGreaterThanOrEqualTo(reference);
            assertThat(command.action).isNotEqualTo(Action.MALFORMED);
            reference = command.reference;
            books.accept(command);
        }
    }

    /** Counts trades, keeps rejects. */
    static final class Trades implements BookListener {
        private final List<String> rejects = new ArrayList<>();
        private int count;

        @Override
        public void onTrade(Trade trade) {
            count++;
        }

        @Override
        public void onRejected(
                int instrument, long orderId, long account, int session, RejectReason reason) {
            rejects.add(orderId + " " + reason);
        }
    }
}

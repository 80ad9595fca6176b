package dev.kanishk.matching.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContractTest {
    private static final Path EXAMPLES = Path.of("src/test/resources/order-flow");
    private static final String HEADER =
            "time_ns,action,symbol,order_id,account,side,type,tif,price,qty,display_qty,stop_price,"
                    + "stp";
    @TempDir private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"basic", "full"})
    void writesTheExampleByteForByte(String example) throws IOException {
        replay(EXAMPLES.resolve(example).resolve("flow.csv"));
        assertWrote(example);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void writesTheExampleByteForByteWhateverTheShards(int shards) throws IOException {
        for (String example : List.of("basic", "full")) {
            replayOver(shards, EXAMPLES.resolve(example).resolve("flow.csv"), 100);
            assertWrote(example);
        }
    }

    private void assertWrote(String example) {
        for (String file : new String[] {"trades.csv", "rejects.csv", "book.csv"}) {
            assertThat(folder.resolve("out").resolve(file))
                    .hasSameBinaryContentAs(EXAMPLES.resolve(example).resolve(file));
        }
    }

    @Test
    void rejectsWhatCannotBeReadWithTheIdAsFarAsItCouldBe() throws IOException {
        replay(
                write(
                        "0,NEW,AAA,7,1,B,LIMIT,GTC,abc,5,,,NONE",
                        "0,NEW,AAA,x,1,B",
                        "",
                        "0,NEW,AAA,8,1,B,MARKET,GTC,,5,,,NONE",
                        "0,CANCEL,,9,,,,,,,,,",
                        "0,NEW,AAA,10,1,B,LIMIT,GTC,5,5,,,NONE,",
                        "0,NEW,AAA,11,1,B,LIMIT,DAY,5,5,,,NONE",
                        "0,NEW,AAA,12,1,B,LIMIT,GTD,5,5,,,NONE",
                        "0,NEW,,13,1,B,LIMIT,GTC,5,5,,,NONE",
                        "0,NEW,12345678901234567,14,1,B,LIMIT,GTC,5,5,,,NONE",
                        "0,new,AAA,15,1,B,LIMIT,GTC,5,5,,,NONE",
                        "0,NEW,AAA,16,1,B,STOP,IOC,,5,,,NONE",
                        "0,NEW,AAA,17,1,B,LIMIT,GTC,5,5,0,,NONE",
                        "0,NEW,AAA,18,1,B,LIMIT,GTC,5, 5,,,NONE",
                        "0,NEW,AAA,+19,1,B,LIMIT,GTC,5,5,,,NONE",
                        "0,NEW,AAA,,1,B,LIMIT,GTC,5,5,,,NONE",
                        "0,REPLACE,\u0000\r,21,,,,,,-,,,"));
        assertRejects(
                "1,7,MALFORMED",
                "2,,MALFORMED",
                "3,,MALFORMED",
                "4,8,MALFORMED",
                "5,9,UNKNOWN_ORDER",
                "6,10,MALFORMED",
                "7,11,MALFORMED",
                "8,12,MALFORMED",
                "9,13,MALFORMED",
                "10,14,MALFORMED",
                "11,15,MALFORMED",
                "12,16,MALFORMED",
                "13,17,MALFORMED",
                "14,18,MALFORMED",
                "15,,MALFORMED",
                "16,,MALFORMED",
                "17,21,MALFORMED");
    }

    @Test
    void readsNumbersToTheEdgesOfALong() throws IOException {
        replay(
                write(
                        "-1,NEW,AAA,9223372036854775807,1,B,LIMIT,GTC,9223372036854775807,1,,,",
                        "0,NEW,AAA,9223372036854775808,1,B,LIMIT,GTC,5,1,,,",
                        "0,NEW,AAA,-9223372036854775807,1,B,LIMIT,GTC,00000000000000000005,1,,,",
                        "0,NEW,AAA,-9223372036854775808,1,B,LIMIT,GTC,5,1,,,",
                        "0,NEW,AAA,99999999999999999999,1,B,LIMIT,GTC,5,1,,,",
                        "0,NEW,AAA,-0,1,B,LIMIT,GTC,5,9223372036854775807,,,",
                        "0,NEW,AAA,5,1,B,LIMIT,GTC,-,1,,,"));
        assertRejects("2,,MALFORMED", "4,,MALFORMED", "5,,MALFORMED", "7,5,MALFORMED");
        assertThat(folder.resolve("out/book.csv"))
                .hasContent(
                        """
                        symbol,side,price,order_id,open_qty,shown_qty
                        AAA,B,9223372036854775807,9223372036854775807,1,1
                        AAA,B,5,-9223372036854775807,1,1
                        AAA,B,5,0,9223372036854775807,9223372036854775807
                        """);
    }

    @Test
    void skipsALineThatIsTooLongAndReadsItsIdIfThatIsNearItsBeginning() throws IOException {
        String order = ",1,B,LIMIT,GTC,5,5,,,NONE";
        replay(
                write(
                        "0,NEW,AAA,1" + order + "x".repeat(5000),
                        "0,NEW,AAA,2" + order,
                        "0,NEW," + "y".repeat(5000) + ",3" + order,
                        "0,NEW,AAA,4" + order,
                        "0,NEW,AAA,5" + order + "x".repeat(1 << 20),
                        "0,NEW,AAA," + "0".repeat(4084) + "6" + order,
                        "0".repeat(4062) + ",NEW,AAA,7" + order,
                        "0".repeat(4061) + ",NEW,AAA,8" + order));
        assertRejects(
                "1,1,MALFORMED", "3,,MALFORMED", "5,5,MALFORMED", "6,6,MALFORMED", "7,7,MALFORMED");
        assertThat(folder.resolve("out/book.csv")).content().contains(",2,", ",4,", ",8,");
    }

    @Test
    void takesCarriageReturnsByteOrderMarksAndAMissingLastLineFeed() throws IOException {
        String order = ",1,B,LIMIT,GTC,5,5,,,";
        Path flow = folder.resolve("flow.csv");
        Files.writeString(
                flow,
                "\uFEFF"
                        + HEADER
                        + "\r\n0,NEW,AAA,1"
                        + order
                        + "\r\n0,NEW,A\rA,2"
                        + order
                        + "\n\n0,NEW,AAA,3"
                        + order
                        + "NONE");
        replay(flow);
        assertRejects("2,2,MALFORMED", "3,,MALFORMED");
        assertThat(folder.resolve("out/book.csv"))
                .hasContent(
                        """
                        symbol,side,price,order_id,open_qty,shown_qty
                        AAA,B,5,1,5,5
                        AAA,B,5,3,5,5
                        """);
    }

    @Test
    void sortsSymbolsByTheirBytesAndRefusesThoseThatAreNoText() throws IOException {
        String order = ",1,B,LIMIT,GTC,5,5,,,\n";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes((HEADER + "\n").getBytes(StandardCharsets.UTF_8));
        String[] symbols = {
            "\uD83D\uDE00", "\uFF21", "z", "é234567890123456", "a\u0000b", "a", "b\u0000"
        };
        for (int i = 0; i < symbols.length; i++) {
            String line = "0,NEW," + symbols[i] + "," + i + order;
            bytes.writeBytes(line.getBytes(StandardCharsets.UTF_8));
        }
        bytes.writeBytes(("0,NEW,\u00FF," + 7 + order).getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(("0,NEW,\u00FF," + 8 + order).getBytes(StandardCharsets.ISO_8859_1));
        Path flow = folder.resolve("flow.csv");
        Files.write(flow, bytes.toByteArray());
        replay(flow);
        assertRejects(
                "4,3,MALFORMED",
                "5,4,MALFORMED",
                "7,6,MALFORMED",
                "8,7,MALFORMED",
                "9,8,MALFORMED");
        assertThat(folder.resolve("out/book.csv"))
                .hasContent(
                        """
                        symbol,side,price,order_id,open_qty,shown_qty
                        a,B,5,5,5,5
                        z,B,5,2,5,5
                        Ａ,B,5,1,5,5
                        \uD83D\uDE00,B,5,0,5,5
                        """);
    }

    @Test
    void givesOrdersOfSymbolsBeyondTheBoundToNoInstrument() throws IOException {
        Path flow =
                write(
                        "0,NEW,A,1,1,B,LIMIT,GTC,5,5,,,",
                        "0,NEW,bad,2,1,B,LIMIT,GTC,x,5,,,",
                        "0,NEW,B,3,1,B,LIMIT,GTC,5,5,,,",
                        "0,NEW,C,4,1,B,LIMIT,GTC,5,5,,,",
                        "0,NEW,A,5,1,B,LIMIT,GTC,5,5,,,");
        try (CsvFlow source = new CsvFlow(flow, new InstrumentNumbers(2))) {
            replayOver(1, source, 100);
        }
        assertRejects("2,2,MALFORMED", "4,4,UNKNOWN_INSTRUMENT");
    }

    @Test
    void refusesAFileWithAnotherHeader() throws IOException {
        for (String wrong : List.of("", "\n", HEADER + ",", HEADER.substring(1), "\u0000")) {
            Path flow = folder.resolve("wrong.csv");
            Files.writeString(flow, wrong + "\n");
            assertThatThrownBy(() -> new CsvFlow(flow))
                    .isInstanceOf(IOException.class)
                    .hasMessage(flow + ": the first line must be '" + HEADER + "'");
        }
    }

    @Test
    void readsAPackedFile() throws IOException {
        Path packed = folder.resolve("flow.csv.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            Files.copy(EXAMPLES.resolve("full/flow.csv"), out);
        }
        replay(packed);
        assertWrote("full");

        Path plain = folder.resolve("plain.gz");
        Files.writeString(plain, HEADER);
        assertThatThrownBy(() -> new CsvFlow(plain))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("plain.gz is no gzip file");
    }

    @Test
    void skipsWhatTheBooksHoldAndGoesOnWithTheSame() throws IOException {
        Path flow = EXAMPLES.resolve("full/flow.csv");
        try (CsvFlow whole = new CsvFlow(flow);
                CsvFlow rest = new CsvFlow(flow)) {
            Command expected = new Command();
            Command actual = new Command();
            for (int line = 0; line < 1000; ) {
                whole.next(expected);
                line += expected.action == Action.ADD_INSTRUMENT ? 0 : 1;
            }
            Replay.skip(rest, 999);
            rest.next(actual);
            assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
            assertThatThrownBy(() -> Replay.skip(rest, 5000))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("not its flow");
        }
    }

    private Path write(String... lines) throws IOException {
        Path flow = folder.resolve("flow.csv");
        Files.writeString(flow, HEADER + "\n" + String.join("\n", lines) + "\n");
        return flow;
    }

    private void assertRejects(String... rejects) throws IOException {
        assertThat(Files.readAllLines(folder.resolve("out/rejects.csv")))
                .startsWith("line,order_id,reason")
                .filteredOn(line -> !line.startsWith("line"))
                .containsExactly(rejects);
    }

    private void replay(Path flow) throws IOException {
        Path out = folder.resolve("out");
        try (ResultFiles results = new ResultFiles(out);
                CsvFlow source = new CsvFlow(flow);
                FlowBooks books = new FlowBooks(results.shard(0))) {
            Replay.run(source, books, results.shard(0), last -> true);
            BookFile book = new BookFile(books::symbol);
            books.forEachResting(book::add);
            book.write(out);
        }
    }

    private void replayOver(int shards, Path flow, int waitingBytesMax) throws IOException {
        try (CsvFlow source = new CsvFlow(flow)) {
            replayOver(shards, source, waitingBytesMax);
        }
    }

    private void replayOver(int shards, CsvFlow source, int waitingBytesMax) throws IOException {
        Path out = folder.resolve("out");
        try (ResultFiles results = new ResultFiles(out, shards, waitingBytesMax)) {
            List<FlowBooks> books =
                    IntStream.range(0, shards)
                            .mapToObj(shard -> new FlowBooks(results.shard(shard)))
                            .toList();
            ShardRouting routing = new ShardRouting(shards);
            Command command = new Command();
            while (source.next(command)) {
                int shard = routing.route(command);
                results.routed(shard, command.reference);
                books.get(shard).accept(command);
                results.shard(shard).release();
            }
            BookFile book = new BookFile(number -> books.get(number % shards).symbol(number));
            for (FlowBooks each : books) {
                each.forEachResting(book::add);
            }
            book.write(out);
            books.forEach(FlowBooks::close);
        }
    }
}

package dev.kanishk.matching.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.event.BookListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each line and message becomes. */
class FeedRulesTest {
    @TempDir private Path folder = Path.of("");

    @Test
    void lobsterLinesBecomeCommands() throws IOException {
        Path file = folder.resolve("m.csv");
        Files.writeString(
                file,
                """
                34200.004241176,1,11,100,5853300,1
                34200.5,1,12,50,5853300,1
                34200,1,13,70,5853400,-1
                34200.1,2,11,30,5853300,1
                34200.1,4,11,70,5853300,1
                34200.1,4,12,20,5853300,1
                34200.1,3,13,70,5853400,-1
                34200.1,3,999,70,5853400,-1
                34200.1,5,0,7,5853400,-1
                34200.1,6,-1,7,5853400,-1
                34201,7,0,0,-1,-1
                34201,7,0,0,-1,-1
                34202,7,0,0,0,-1
                34202,4,12,10,5853300,1
                34203,7,0,0,1,-1
                34203,4,12,500,5853300,1
                """);
        List<String> told = new ArrayList<>();
        try (FlowBooks books = new FlowBooks(new BookListener() {});
                LobsterFlow flow = new LobsterFlow(file, "AAPL", books)) {
            tell(flow, books, told);
            assertThat(flow.counts()).isEqualTo(new FeedCounts(1, 1, 1, 1, 0));
            assertThat(books.resting(LobsterFlow.INSTRUMENT)).isEmpty();
        }
        assertThat(told)
                .containsExactly(
                        "1 ADD_INSTRUMENT AAPL",
                        "1 NEW 11 BUY LIMIT GTC 100 @ 5853300 at 34200004241176",
                        "2 NEW 12 BUY LIMIT GTC 50 @ 5853300 at 34200500000000",
                        "3 NEW 13 SELL LIMIT GTC 70 @ 5853400 at 34200000000000",
                        "4 REPLACE 11 70",
                        "5 NEW -5 SELL MARKET IOC 70 @ - at 34200100000000",
                        "6 NEW -6 SELL MARKET IOC 20 @ - at 34200100000000",
                        "7 CANCEL 13",
                        "8 NOTHING",
                        "9 NOTHING",
                        "10 NOTHING",
                        "11 SET_PHASE HALTED",
                        "12 NOTHING",
                        "13 SET_PHASE OPENING_AUCTION",
                        "14 REPLACE 12 20",
                        "15 SET_PHASE CONTINUOUS",
                        "16 NEW -16 SELL MARKET IOC 20 @ - at 34203000000000");
    }

    @Test
    void lobsterLinesThatCannotBeAreMalformed() throws IOException {
        Path file = folder.resolve("m.csv");
        List<String> bad =
                List.of(
                        "",
                        "34200.0,1,11,100,5853300",
                        "34200.0,1,11,100,5853300,1,1",
                        "34200.0,8,11,100,5853300,1",
                        "34200.0,0,11,100,5853300,1",
                        "34200.0,,11,100,5853300,1",
                        "34200.0,1,0,100,5853300,1",
                        "34200.0,1,-5,100,5853300,1",
                        "34200.0,1,11,0,5853300,1",
                        "34200.0,1,11,,5853300,1",
                        "34200.0,1,11,100,,1",
                        "34200.0,1,11,100,5853300,0",
                        "34200.0,1,11,100,x,1",
                        ".5,1,11,100,5853300,1",
                        ",1,11,100,5853300,1",
                        "3.4.5,1,11,100,5853300,1",
                        "-1,1,11,100,5853300,1",
                        "99999999999999999999,1,11,100,5853300,1",
                        "34200.0,7,0,0,2,-1",
                        "0".repeat(300) + ",1,11,100,5853300,1");
        Files.write(file, bad);
        List<String> told = new ArrayList<>();
        try (FlowBooks books = new FlowBooks(new BookListener() {});
                LobsterFlow flow = new LobsterFlow(file, "AAPL", books)) {
            tell(flow, books, told);
        }
        assertThat(told).hasSize(bad.size() + 1).first().isEqualTo("1 ADD_INSTRUMENT AAPL");
        assertThat(told.subList(1, told.size())).allMatch(line -> line.contains(" MALFORMED"));
        assertThat(told).contains("2 MALFORMED 11", "1 MALFORMED -", "13 MALFORMED 11");
    }

    @Test
    void itchMessagesBecomeCommands() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ItchWriter out = new ItchWriter(bytes);
        out.stock(7, "AAPL");
        out.directory(1);
        out.tradingAction(1, 'T');
        out.entered(2, 11, Side.BUY, 100, 5853300);
        out.entered(3, 12, Side.BUY, 50, 5853300);
        out.entered(4, 16, Side.SELL, 70, 5853400);
        out.reduced(5, 11, Side.BUY, 30, 5853300);
        out.executed(6, 11, Side.BUY, 20, 5853300);
        out.executed(7, 12, Side.BUY, 20, 5853300);
        out.executedAt(8, 11, 10, 5853200);
        out.replaced(9, 16, 70, 5853400, 21, Side.SELL, 60, 5853500);
        out.deleted(10, 16, Side.SELL, 70, 5853400);
        out.executed(11, 11, Side.BUY, 40, 5853300);
        out.tradingAction(12, 'H');
        out.operationalHalt(13, 'Q', 'H');
        out.tradingAction(14, 'Q');
        out.operationalHalt(15, 'B', 'T');
        out.operationalHalt(16, 'Q', 'T');
        out.tradingAction(17, 'T');
        out.other(18, 'Q');
        out.other(19, 'I');
        out.executedHidden(20, Side.BUY, 5, 5853300);
        out.replaced(21, 999, 0, 0, 1000, Side.BUY, 1, 1);
        out.deleted(22, 1000, Side.BUY, 1, 1);
        out.stock(8, "ZVZZT");
        out.entered(23, 31, Side.SELL, 1, 2);
        out.stock(9, "HALT");
        out.tradingAction(24, 'P');
        List<String> told = new ArrayList<>();
        FeedCounts counts = tellItch(bytes.toByteArray(), told);
        assertThat(counts).isEqualTo(new FeedCounts(3, 2, 1, 1, 2));
        assertThat(told)
                .containsExactly(
                        "1 ADD_INSTRUMENT AAPL",
                        "3 NEW 11 BUY LIMIT GTC 100 @ 5853300 at 2",
                        "4 NEW 12 BUY LIMIT GTC 50 @ 5853300 at 3",
                        "5 NEW 16 SELL LIMIT GTC 70 @ 5853400 at 4",
                        "6 REPLACE 11 70",
                        "7 NEW -7 SELL MARKET IOC 20 @ - at 6",
                        "8 REPLACE 12 30",
                        "9 REPLACE 11 40",
                        "10 CANCEL 16",
                        "10 NEW 21 SELL LIMIT GTC 60 @ 5853500 at 9",
                        "12 NEW -12 SELL MARKET IOC 40 @ - at 11",
                        "13 SET_PHASE HALTED",
                        "17 SET_PHASE OPENING_AUCTION",
                        "18 SET_PHASE CONTINUOUS",
                        "24 ADD_INSTRUMENT ZVZZT",
                        "24 NEW 31 SELL LIMIT GTC 1 @ 2 at 23",
                        "25 ADD_INSTRUMENT HALT",
                        "25 SET_PHASE HALTED");
    }

    @Test
    void itchMessagesThatCannotBeAreMalformedAndChangeNothingElse() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ItchWriter out = new ItchWriter(bytes);
        out.stock(7, "AAPL");
        bytes.writeBytes(new byte[] {0, 0, 0, 1, 'z', 0, 1, 'A', 0, 2, 'D', 0});
        out.stock(7, "");
        out.directory(1);
        out.stock(7, "A,B");
        out.directory(1);
        out.stock(7, "A\u0000B");
        out.directory(1);
        out.stock(7, "AAPL");
        out.tradingAction(1, 'X');
        out.operationalHalt(1, 'Q', 'X');
        out.entered(1, 0, Side.BUY, 1, 1);
        out.entered(1, -5, Side.BUY, 1, 1);
        out.entered(1, 1L << 62, Side.BUY, 1, 1);
        out.entered(1, (1L << 62) - 1, Side.BUY, 5, 1);
        out.reduced(1, (1L << 62) - 1, Side.BUY, 0, 1);
        out.replaced(1, (1L << 62) - 1, 5, 1, 0, Side.BUY, 1, 1);
        bytes.writeBytes(new byte[] {0, 19, 'D', 0});
        List<String> told = new ArrayList<>();
        FeedCounts counts = tellItch(bytes.toByteArray(), told);
        assertThat(counts.ignored()).isEqualTo(2);
        assertThat(told)
                .containsExactly(
                        "3 MALFORMED -",
                        "4 MALFORMED -",
                        "5 MALFORMED -",
                        "6 MALFORMED -",
                        "7 MALFORMED -",
                        "8 MALFORMED -",
                        "9 MALFORMED -",
                        "10 MALFORMED 0",
                        "11 MALFORMED -5",
                        "12 MALFORMED 4611686018427387904",
                        "13 ADD_INSTRUMENT AAPL",
                        "13 NEW 4611686018427387903 BUY LIMIT GTC 5 @ 1 at 1",
                        "14 MALFORMED 4611686018427387903",
                        "15 MALFORMED 4611686018427387903",
                        "16 MALFORMED -");
    }

    @Test
    void sidesBeyondTheBoundAreForgottenAndCounted() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ItchWriter out = new ItchWriter(bytes);
        for (int id = 1; id <= 3; id++) {
            out.entered(1, id, Side.SELL, 10, 100 + id);
        }
        for (int id = 1; id <= 3; id++) {
            out.replaced(1, id, 10, 100 + id, 10 + id, Side.SELL, 5, 200 + id);
        }
        Path file = folder.resolve("itch");
        Files.write(file, bytes.toByteArray());
        try (FlowBooks books = new FlowBooks(new BookListener() {});
                ItchFlow flow = new ItchFlow(file, books, 2)) {
            FeedRoundTripTest.apply(flow, books);
            assertThat(flow.counts().unknownOrders()).isEqualTo(1);
            assertThat(books.resting(1)).containsExactly("SELL 201 11 5", "SELL 202 12 5");
        }
    }

    private FeedCounts tellItch(byte[] bytes, List<String> told) throws IOException {
        Path file = folder.resolve("itch");
        Files.write(file, bytes);
        try (FlowBooks books = new FlowBooks(new BookListener() {});
                ItchFlow flow = new ItchFlow(file, books)) {
            tell(flow, books, told);
            return flow.counts();
        }
    }

    private static void tell(CommandSource source, FlowBooks books, List<String> told)
            throws IOException {
        Command command = new Command();
        while (source.next(command)) {
            told.add(text(command));
            books.accept(command);
        }
    }

    static String text(Command command) {
        String begin = command.reference + " " + command.action;
        String id = command.orderId == Command.ABSENT ? "-" : String.valueOf(command.orderId);
        String price = command.price == Command.ABSENT ? "-" : String.valueOf(command.price);
        return switch (command.action) {
            case NEW ->
                    begin
                            + String.format(
                                    " %s %s %s %s %d @ %s at %d",
                                    id,
                                    command.side,
                                    command.type,
                                    command.timeInForce,
                                    command.quantity,
                                    price,
                                    command.timeNanos);
            case REPLACE -> begin + " " + id + " " + command.quantity;
            case CANCEL, MALFORMED -> begin + " " + id;
            case SET_PHASE -> begin + " " + command.phase;
            case ADD_INSTRUMENT ->
                    begin + " " + (command.definition == null ? "?" : command.definition.symbol());
            default -> begin;
        };
    }
}

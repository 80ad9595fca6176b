package dev.kanishk.matching.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.event.BookListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/**
 * Files that are spoilt in all ways: no parser throws anything but an {@link IOException}, and what
 * is whole in a file is read as if nothing else were in it.
 */
class ParserFuzzTest {
    private static final int SPOILT_FILES_A_SEED = 8;
    private static final String LIKELY = "0123456789,,,,-.BS\r\0";

    private final Map<Format, byte[]> valid = new EnumMap<>(Format.class);
    private Path folder = Path.of("");

    /** The formats, each with a valid file. */
    private enum Format {
        CSV,
        LOBSTER,
        ITCH,
        ORDER_BOOK
    }

    @BeforeProperty
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory("fuzz");
    }

    @AfterProperty
    void removeFolder() throws IOException {
        try (var files = Files.list(folder)) {
            for (Path each : files.toList()) {
                Files.delete(each);
            }
        }
        Files.delete(folder);
    }

    @Property(tries = 60)
    void spoiltFilesAreReadToTheirEnd(@ForAll long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        for (Format format : Format.values()) {
            byte[] valid = valid(format);
            for (int i = 0; i < SPOILT_FILES_A_SEED; i++) {
                read(format, spoil(valid, random, keptBytes(format)), false);
            }
        }
    }

    @Property(tries = 60)
    void randomBytesAreReadToTheirEnd(@ForAll byte[] bytes) throws IOException {
        for (Format format : Format.values()) {
            byte[] kept = Arrays.copyOf(valid(format), keptBytes(format));
            byte[] file = Arrays.copyOf(kept, kept.length + bytes.length);
            System.arraycopy(bytes, 0, file, kept.length, bytes.length);
            read(format, file, false);
        }
    }

    @Example
    void filesCutAtEveryByteAreReadAsFarAsTheyGo() throws IOException {
        for (Format format : Format.values()) {
            byte[] valid = valid(format);
            List<String> whole = read(format, valid, false);
            for (int length = keptBytes(format); length < valid.length; length++) {
                List<String> cut = read(format, Arrays.copyOf(valid, length), false);
                int same = Math.max(0, cut.size() - 1);
                assertThat(cut.subList(0, same)).isEqualTo(whole.subList(0, same));
            }
        }
    }

    @Example
    void packedFilesCutAtEveryByteFailClearly() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(valid(Format.ITCH));
        }
        byte[] all = packed.toByteArray();
        int failed = 0;
        for (int length = 0; length < all.length; length += 3) {
            Path file = folder.resolve("cut.gz");
            Files.write(file, Arrays.copyOf(all, length));
            try (FlowBooks books = new FlowBooks(new BookListener() {});
                    ItchFlow flow = new ItchFlow(file, books)) {
                drain(flow, books);
            } catch (IOException e) {
                failed++;
            }
        }
        assertThat(failed).isEqualTo((all.length + 2) / 3);
    }

    @Property(tries = 60)
    void malformedLinesChangeNothingAroundThem(@ForAll long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        for (Format format : new Format[] {Format.CSV, Format.LOBSTER}) {
            byte[] valid = valid(format);
            ByteArrayOutputStream mixed = new ByteArrayOutputStream();
            boolean header = format == Format.CSV;
            for (byte next : valid) {
                mixed.write(next);
                if (next == '\n' && (header || random.nextInt(3) == 0)) {
                    header = false;
                    mixed.writeBytes(garbage(random));
                    mixed.write('\n');
                }
            }
            assertThat(read(format, mixed.toByteArray(), true))
                    .isEqualTo(read(format, valid, true));
        }
    }

    @Property(tries = 60)
    void malformedMessagesChangeNothingAroundThem(@ForAll long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] valid = valid(Format.ITCH);
        ByteArrayOutputStream mixed = new ByteArrayOutputStream();
        for (int at = 0; at < valid.length; ) {
            int length = 2 + (valid[at] << 8) + (valid[at + 1] & 0xFF);
            mixed.write(valid, at, length);
            at += length;
            byte[] garbage = garbage(random);
            if (garbage.length > 0 && ItchMessage.lengthOf((char) (garbage[0] & 0xFF)) == 0) {
                mixed.write(garbage.length >>> 8);
                mixed.write(garbage.length);
                mixed.writeBytes(garbage);
            }
        }
        assertThat(read(Format.ITCH, mixed.toByteArray(), true))
                .isEqualTo(read(Format.ITCH, valid, true));
    }

    /** Returns bytes without a line feed that are no line of any format. */
    private static byte[] garbage(SplittableRandom random) {
        int most = random.nextInt(10) == 0 ? 9000 : 60;
        byte[] bytes = new byte[random.nextInt(most)];
        random.nextBytes(bytes);
        for (int i = 0; i < bytes.length; i++) {
            if (random.nextInt(4) == 0) {
                bytes[i] = (byte) LIKELY.charAt(random.nextInt(LIKELY.length()));
            }
            bytes[i] = bytes[i] == '\n' ? (byte) '\r' : bytes[i];
        }
        return bytes;
    }

    private static byte[] spoil(byte[] valid, SplittableRandom random, int kept) {
        byte[] bytes = valid.clone();
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            int at = kept + random.nextInt(Math.max(1, bytes.length - kept));
            int count = Math.min(bytes.length - at, 1 + random.nextInt(30));
            switch (random.nextInt(5)) {
                case 0 -> bytes[Math.min(at, bytes.length - 1)] = (byte) random.nextInt();
                case 1 -> bytes[Math.min(at, bytes.length - 1)] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes = splice(bytes, at, count, new byte[0]);
                case 3 -> bytes = splice(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + count));
                default -> bytes = splice(bytes, at, 0, garbage(random));
            }
        }
        return bytes;
    }

    private static byte[] splice(byte[] bytes, int at, int removed, byte[] added) {
        byte[] result = new byte[bytes.length - removed + added.length];
        System.arraycopy(bytes, 0, result, 0, at);
        System.arraycopy(added, 0, result, at, added.length);
        int rest = bytes.length - at - removed;
        System.arraycopy(bytes, at + removed, result, at + added.length, rest);
        return result;
    }

    /** Returns how many bytes of a file are left as they are: a file with no header is refused. */
    private static int keptBytes(Format format) {
        return format == Format.CSV ? CSV.indexOf('\n') + 1 : 0;
    }

    private static final String CSV =
            """
            time_ns,action,symbol,order_id,account,side,type,tif,price,qty,display_qty,\
            stop_price,stp
            1,NEW,AAA,1,1,B,LIMIT,GTC,10,5,,,NONE
            2,NEW,BBB,2,1,S,LIMIT,POST_ONLY,11,5,2,,CANCEL_NEWEST
            3,NEW,AAA,3,1,S,STOP_LIMIT,GTC,9,5,,8,
            4,REPLACE,AAA,1,,,,,10,3,,,
            5,NEW,AAA,4,2,S,MARKET,IOC,,2,,,
            6,CANCEL,BBB,2,,,,,,,,,
            """;

    private byte[] valid(Format format) throws IOException {
        byte[] known = valid.get(format);
        if (known != null) {
            return known;
        }
        byte[] made = format == Format.CSV ? CSV.getBytes(StandardCharsets.UTF_8) : feed(format);
        valid.put(format, made);
        return made;
    }

    private byte[] feed(Format format) throws IOException {
        Path file = folder.resolve("valid");
        StringBuilder rows = new StringBuilder();
        try (FeedWriter out =
                format == Format.ITCH
                        ? new ItchWriter(Files.newOutputStream(file))
                        : new LobsterWriter(file)) {
            GeneratedMarket market = new GeneratedMarket(5, 1, 3, true, out);
            for (int event = 0; event < 25; event++) {
                market.run(1);
                rows.append(market.row(3)).append('\n');
            }
        }
        return format == Format.ORDER_BOOK
                ? rows.toString().getBytes(StandardCharsets.UTF_8)
                : Files.readAllBytes(file);
    }

    /** Returns the commands of a file, all or those that are well-formed, without references. */
    private List<String> read(Format format, byte[] bytes, boolean wellFormed) throws IOException {
        Path file = folder.resolve("file");
        Files.write(file, bytes);
        if (format == Format.ORDER_BOOK) {
            return compare(file);
        }
        List<String> commands = new ArrayList<>();
        try (FlowBooks books = new FlowBooks(new BookListener() {});
                CommandSource source =
                        switch (format) {
                            case CSV -> new CsvFlow(file);
                            case LOBSTER -> new LobsterFlow(file, "AAA", books);
                            default -> new ItchFlow(file, books, 100);
                        }) {
            Command command = new Command();
            while (source.next(command)) {
                if (!wellFormed) {
                    commands.add(FeedRulesTest.text(command));
                } else if (command.action != Action.MALFORMED) {
                    commands.add(withoutReferences(command));
                }
                books.accept(command);
            }
            if (wellFormed) {
                books.forEachResting((instrument, side, price, id, open, shown) ->
                        commands.add(price + " " + id + " " + open));
            }
        }
        return commands;
    }

    private static String withoutReferences(Command command) {
        long reference = command.reference;
        boolean isExecution = command.orderId == -reference && command.action == Action.NEW;
        command.reference = 0;
        long id = command.orderId;
        command.orderId = isExecution ? 0 : id;
        String text = FeedRulesTest.text(command);
        command.reference = reference;
        command.orderId = id;
        return text;
    }

    private List<String> compare(Path orderBook) throws IOException {
        Path messages = folder.resolve("messages");
        Files.write(messages, valid(Format.LOBSTER));
        try (FlowBooks books = new FlowBooks(new BookListener() {});
                LobsterOracle oracle =
                        new LobsterOracle(
                                new LobsterFlow(messages, "AAA", books), orderBook, books)) {
            drain(oracle, books);
            assertThat(oracle.result().events()).isLessThanOrEqualTo(100);
        }
        return List.of();
    }

    private static void drain(CommandSource source, FlowBooks books) throws IOException {
        Command command = new Command();
        while (source.next(command)) {
            books.accept(command);
            assertThat(books.depthAt(0, Side.BUY, 1)).isNotNegative();
        }
    }
}

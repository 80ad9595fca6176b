package dev.kanishk.matching.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.matching.command.AccountLimits;
import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.CommandCodec;
import dev.kanishk.matching.command.OrderType;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.command.SelfTrade;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.command.TimeInForce;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.event.CancelReason;
import dev.kanishk.matching.event.EventBuffer;
import dev.kanishk.matching.event.EventBytes;
import dev.kanishk.matching.event.EventEncoder;
import dev.kanishk.matching.event.Trade;
import dev.kanishk.matching.instrument.Allocation;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.instrument.Phase;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * The page of the encodings against the code: each field that a table names is given a value, and
 * the bytes that change must be those that the table says, and hold the value.
 */
class EncodingPageTest {
    private static final Path PAGE =
            Path.of("..", "..", "docs", "reference", "matching-engine-encoding.md");

    private static final Map<String, Class<? extends Enum<?>>> ENUMERATIONS =
            Map.of(
                    "action", Action.class,
                    "side", Side.class,
                    "type", OrderType.class,
                    "timeInForce", TimeInForce.class,
                    "selfTrade", SelfTrade.class,
                    "phase", Phase.class,
                    "allocation", Allocation.class,
                    "cancelReason", CancelReason.class,
                    "rejectReason", RejectReason.class,
                    "incrementKind", IncrementKind.class);

    private record Row(int offset, String size, String field) {
        int bytes() {
            return switch (size) {
                case "u8" -> 1;
                case "i32" -> 4;
                case "i64" -> 8;
                default -> Integer.parseInt(size);
            };
        }

        long read(ByteBuffer from, int base) {
            int at = base + offset;
            return switch (size) {
                case "u8" -> from.get(at) & 0xFF;
                case "i32" -> from.getInt(at);
                default -> from.getLong(at);
            };
        }
    }

    private interface Encoding {
        /** The bytes with one field changed to a value of its own, or none if it is empty. */
        byte[] with(String field) throws ReflectiveOperationException;
    }

    private final List<String> lines = Files.readAllLines(PAGE);

    EncodingPageTest() throws IOException {}

    @Test
    void fieldsOfCommandsAreWhereThePageSays() throws ReflectiveOperationException {
        Map<String, List<Row>> sections = sections(Action.NEW.name(), "REPLACE", "SET_PHASE");
        for (Map.Entry<String, List<Row>> section : sections.entrySet()) {
            String name = section.getKey().split(",", 2)[0];
            if (Arrays.stream(Action.values()).anyMatch(action -> action.name().equals(name))) {
                check(section, 0, field -> command(Action.valueOf(name), field));
            }
        }
        check("COMMAND HEADER", 0, field -> command(Action.TIME, field));
        check("INSTRUMENT RECORD, 104 bytes", 24, this::instrument);
        check("LIMITS RECORD, 40 bytes", 24, this::limits);
    }

    @Test
    void fieldsOfEventsAreWhereThePageSays() throws ReflectiveOperationException {
        Map<String, List<Row>> sections = sections("Event TRADE", "Event DONE", "Event REJECTED");
        for (Map.Entry<String, List<Row>> section : sections.entrySet()) {
            if (section.getKey().startsWith("Event ")) {
                Method method = listenerMethod(section.getKey().substring(6));
                check(section, 0, field -> event(method, field));
            }
        }
    }

    @Test
    void typesAndLengthsOfEventsAreWhatThePageSays() throws ReflectiveOperationException {
        int types = 0;
        for (List<String> cells : table("| type | event | bytes |")) {
            if (!cells.get(1).equals("COMMAND")) {
                byte[] bytes = event(listenerMethod(cells.get(1)), "");
                assertThat(bytes[1]).as(cells.get(1)).isEqualTo(Byte.parseByte(cells.get(0)));
                assertThat(bytes).as(cells.get(1)).hasSize(Integer.parseInt(cells.get(2)));
                assertThat(bytes[0] * 8).isEqualTo(bytes.length);
                assertThat(bytes[2]).isEqualTo((byte) 0x10);
            }
            types++;
        }
        assertThat(types).isEqualTo(BookListener.class.getMethods().length);
    }

    @Test
    void fieldsOfIncrementsAreWhereThePageSays() throws ReflectiveOperationException {
        Map<String, List<Row>> sections = sections("Increment ADD", "Increment LEVEL");
        for (Map.Entry<String, List<Row>> section : sections.entrySet()) {
            if (section.getKey().startsWith("Increment ")) {
                String kind = section.getKey().substring(10).split(",", 2)[0];
                check(section, 0, field -> increment(IncrementKind.valueOf(kind), field));
            }
        }
        check("INCREMENT HEADER", 0, field -> increment(IncrementKind.ADD, field));
    }

    @Test
    void enumerationsAreWhatThePageSays() {
        List<List<String>> rows = table("| enumeration | values, from 0 |");
        assertThat(rows).hasSameSizeAs(ENUMERATIONS.entrySet());
        for (List<String> cells : rows) {
            assertThat(cells.get(1))
                    .isEqualTo(
                            String.join(
                                    ", ",
                                    Arrays.stream(constants(cells.get(0)))
                                            .map(Enum::name)
                                            .toList()));
        }
    }

    @Test
    void snapshotsAreWhatThePageSays() {
        LevelFeed levels = new LevelFeed(5, 1, 100, each -> {});
        OrderFeed feed = new OrderFeed(1, 100, levels);
        Command command = new Command();
        command.timeNanos = 12345;
        feed.onCommand(command);
        feed.onRested(7, 11, Side.BUY, 99, 3, 3);
        feed.onRested(7, 12, Side.BUY, 98, 3, 3);
        feed.onRested(7, 13, Side.SELL, 101, 5, 5);
        Trade trade = new Trade();
        trade.instrument = 7;
        trade.price = 101;
        trade.quantity = 2;
        trade.makerOrderId = 13;
        trade.makerShown = 3;
        feed.onTrade(trade);
        feed.onPhase(7, Phase.HALTED, 99999);
        L3Book book = feed.book(7);
        ByteBuffer snapshot = littleEndian(book.snapshotBytes());
        book.writeSnapshot(snapshot, 0);
        ByteBuffer levelSnapshot = littleEndian(levels.snapshotBytes(7));
        levels.writeSnapshot(7, levelSnapshot, 0);

        Map<String, Long> header =
                Map.of(
                        "instrument", 7L,
                        "length", (long) snapshot.capacity(),
                        "sequence", 6L,
                        "timeNanos", 12345L,
                        "phase", 4L,
                        "phaseUntilNanos", 99999L,
                        "lastTradePrice", 101L,
                        "lastTradeQuantity", 2L,
                        "bids", 2L,
                        "offers", 1L);
        assertFields("SNAPSHOT HEADER, 72 bytes", snapshot, 0, header);
        assertFields("SNAPSHOT HEADER, 72 bytes", levelSnapshot, 0, header);
        assertFields(
                "SNAPSHOT ORDER, 24 bytes",
                snapshot,
                72 + 24,
                Map.of("orderId", 12L, "price", 98L, "shown", 3L));
        assertFields(
                "SNAPSHOT LEVEL, 24 bytes",
                levelSnapshot,
                72 + 48,
                Map.of("price", 101L, "shown", 3L, "count", 1L));
    }

    private static Enum<?>[] constants(String enumeration) {
        Class<? extends Enum<?>> type = Objects.requireNonNull(ENUMERATIONS.get(enumeration));
        return Objects.requireNonNull(type.getEnumConstants());
    }

    private void assertFields(String name, ByteBuffer bytes, int base, Map<String, Long> expected) {
        List<Row> rows = rows(name);
        assertThat(rows.stream().map(Row::field))
                .containsExactlyInAnyOrderElementsOf(expected.keySet());
        for (Row row : rows) {
            assertThat(row.read(bytes, base)).as(row.field).isEqualTo(expected.get(row.field));
        }
    }

    private void check(String name, int base, Encoding encoding)
            throws ReflectiveOperationException {
        check(Map.entry(name, rows(name)), base, encoding);
    }

    private static void check(Map.Entry<String, List<Row>> section, int base, Encoding encoding)
            throws ReflectiveOperationException {
        byte[] before = encoding.with("");
        String[] title = section.getKey().split("[, ]+", -1);
        if (section.getKey().endsWith(" bytes")) {
            int length = Integer.parseInt(title[title.length - 2]);
            assertThat(before.length - base).as(section.getKey()).isEqualTo(length);
        }
        for (Row row : section.getValue()) {
            byte[] after = encoding.with(row.field);
            String name = section.getKey() + ": " + row.field;
            if (row.field.equals("action") || row.field.equals("kind")) {
                assertThat(after[row.offset]).as(name).isEqualTo((byte) 1);
                continue;
            }
            assertThat(after).as(name).hasSameSizeAs(before);
            boolean changed = false;
            for (int at = 0; at < after.length; at++) {
                boolean within = at >= base + row.offset && at < base + row.offset + row.bytes();
                changed |= within && after[at] != before[at];
                assertThat(within || after[at] == before[at]).as(name + " at " + at).isTrue();
            }
            assertThat(changed).as(name).isTrue();
            if (!row.field.equals("symbol")) {
                ByteBuffer bytes = ByteBuffer.wrap(after).order(ByteOrder.LITTLE_ENDIAN);
                boolean isSmall = row.size.equals("u8");
                assertThat(row.read(bytes, base)).as(name).isEqualTo(isSmall ? 1 : 3);
            }
        }
    }

    private static byte[] command(Action action, String field) throws ReflectiveOperationException {
        Command command = new Command();
        command.clear();
        command.action = action;
        command.sides = 0;
        // Not given, they are left out: the tables are of what is always there.
        if (action == Action.NEW) {
            command.account = 0;
            command.session = 0;
        }
        set(command, field);
        return encode(command);
    }

    private static byte[] encode(Command command) {
        ByteBuffer bytes = littleEndian(CommandCodec.MAX_BYTES);
        byte[] written = new byte[CommandCodec.encode(command, bytes, 0)];
        bytes.get(0, written);
        return written;
    }

    private byte[] instrument(String field) throws ReflectiveOperationException {
        Instrument first = Instrument.builder(0, "A").quantityMax(100).balances(1, 9).build();
        Instrument definition =
                changed(first, field, Map.of("symbol", "B", "checksBalances", true));
        Command command = new Command();
        command.action = Action.ADD_INSTRUMENT;
        command.definition =
                field.equals("checksBalances")
                        ? definition
                        : changed(definition, "checksBalances", Map.of("checksBalances", false));
        return encode(command);
    }

    private byte[] limits(String field) throws ReflectiveOperationException {
        Command command = new Command();
        command.action = Action.SET_LIMITS;
        command.limits = changed(AccountLimits.NONE, field, Map.of());
        return encode(command);
    }

    /** A record with one component changed. */
    @SuppressWarnings("unchecked") // the constructor of the record's own class
    private static <R extends Record> R changed(R record, String field, Map<String, Object> values)
            throws ReflectiveOperationException {
        RecordComponent[] components = record.getClass().getRecordComponents();
        Object[] arguments = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int each = 0; each < components.length; each++) {
            RecordComponent component = components[each];
            types[each] = component.getType();
            Object value = values.getOrDefault(component.getName(), value(component.getType()));
            arguments[each] =
                    component.getName().equals(field)
                            ? value
                            : component.getAccessor().invoke(record);
        }
        return (R) record.getClass().getConstructor(types).newInstance(arguments);
    }

    private static byte[] event(Method method, String field) throws ReflectiveOperationException {
        EventBuffer buffer = new EventBuffer(EventBuffer.CAPACITY_BYTES_MIN, full -> {});
        EventEncoder encoder = new EventEncoder(buffer);
        Command command = new Command();
        encoder.onCommand(command);
        Parameter[] parameters = method.getParameters();
        Object[] arguments = new Object[parameters.length];
        for (int each = 0; each < parameters.length; each++) {
            Class<?> type = parameters[each].getType();
            if (type == Command.class || type == Trade.class) {
                arguments[each] = type.getConstructor().newInstance();
                if (Arrays.stream(type.getFields()).anyMatch(f -> f.getName().equals(field))) {
                    set(arguments[each], field);
                }
            } else {
                boolean isChanged = parameters[each].getName().equals(field);
                arguments[each] = isChanged ? value(type) : first(type);
            }
        }
        method.invoke(encoder, arguments);
        List<byte[]> taken = new ArrayList<>();
        buffer.release(
                Long.MAX_VALUE,
                (EventBytes)
                        (memory, offset, length) -> {
                            int commandBytes = (memory.get(offset) & 0xFF) * 8;
                            byte[] bytes = new byte[length - commandBytes];
                            memory.get(offset + commandBytes, bytes);
                            taken.add(bytes);
                        });
        return taken.getFirst();
    }

    private static byte[] increment(IncrementKind kind, String field)
            throws ReflectiveOperationException {
        Increment increment = new Increment();
        increment.kind = kind;
        set(increment, field);
        ByteBuffer bytes = littleEndian(IncrementCodec.MAX_BYTES);
        byte[] written = new byte[IncrementCodec.encode(increment, bytes, 0)];
        bytes.get(0, written);
        return written;
    }

    private static void set(Object object, String field) throws ReflectiveOperationException {
        if (!field.isEmpty()) {
            Field found = object.getClass().getField(field);
            found.set(object, value(found.getType()));
        }
    }

    /** The second constant, or 3. */
    private static Object value(Class<?> type) {
        if (type.isEnum()) {
            return Objects.requireNonNull(type.getEnumConstants())[1];
        }
        return type == int.class ? (Object) 3 : (Object) 3L;
    }

    private static Object first(Class<?> type) {
        if (type.isEnum()) {
            return Objects.requireNonNull(type.getEnumConstants())[0];
        }
        return type == int.class ? (Object) 0 : (Object) 0L;
    }

    /** SELF_TRADE is told by onSelfTrade, CANCELLED by onCancelled. */
    private static Method listenerMethod(String event) {
        String name = "on" + event.replace("_", "").toLowerCase(Locale.ROOT);
        return Arrays.stream(BookListener.class.getMethods())
                .filter(method -> method.getName().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no event " + event));
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The tables of fields by the title above them; those named must be among them. */
    private Map<String, List<Row>> sections(String... wanted) {
        Map<String, List<Row>> sections = new LinkedHashMap<>();
        String title = "";
        for (String line : lines) {
            if (line.startsWith("#")) {
                title = line.replaceFirst("#+ ", "");
            } else if (line.matches("\\| \\d+ \\| (u8|i32|i64|16) \\|.*")) {
                List<String> cells = cells(line);
                sections.computeIfAbsent(title, key -> new ArrayList<>())
                        .add(new Row(Integer.parseInt(cells.get(0)), cells.get(1), cells.get(2)));
            }
        }
        for (String name : wanted) {
            assertThat(sections.keySet()).anyMatch(key -> key.startsWith(name));
        }
        return sections;
    }

    private List<Row> rows(String name) {
        return sections(name).getOrDefault(name, List.of());
    }

    private List<List<String>> table(String heading) {
        List<List<String>> rows = new ArrayList<>();
        for (int at = lines.indexOf(heading) + 2; lines.get(at).startsWith("|"); at++) {
            rows.add(cells(lines.get(at)));
        }
        return rows;
    }

    private static List<String> cells(String line) {
        String[] cells = line.substring(1, line.length() - 1).split("\\|", -1);
        return Arrays.stream(cells).map(String::strip).toList();
    }
}

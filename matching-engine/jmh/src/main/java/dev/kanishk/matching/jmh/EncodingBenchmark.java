package dev.kanishk.matching.jmh;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.CommandCodec;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.event.EventBuffer;
import dev.kanishk.matching.event.EventEncoder;
import dev.kanishk.matching.event.Trade;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Commands and events into bytes and back, beside the same 64 bytes of a new order written into a
 * direct {@link ByteBuffer}, a {@link MemorySegment} and a {@code long[]} without a check of any
 * value: what a codec of that kind could cost at best. The objects are of the old generation, as
 * those of an engine are.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("EnumOrdinal") // what a hand-written codec would do
public class EncodingBenchmark {
    private static final int COMMANDS = 256;
    private static final int SLOT_BYTES = 64;
    private static final int SLOT_LONGS = SLOT_BYTES / Long.BYTES;
    private static final Side[] SIDES = Side.values();

    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Command[] orders = new Command[COMMANDS];
    private final Command into = new Command();
    private final Trade trade = new Trade();
    private final Counts counts = new Counts();
    private final ByteBuffer slots = direct();
    private final ByteBuffer cancels = direct();
    private final ByteBuffer buffer = direct();
    private final MemorySegment segment = Arena.ofAuto().allocate(COMMANDS * SLOT_BYTES, 64);
    private final long[] longs = new long[COMMANDS * SLOT_LONGS];
    private final EventBuffer events =
            new EventBuffer(1 << 20, full -> full.release(Long.MAX_VALUE, counts));
    private final EventEncoder encoder = new EventEncoder(events);

    private static final class Counts implements BookListener {
        private long shown;

        @Override
        public void onRested(
                int instrument, long orderId, Side side, long price, long quantity, long open) {
            shown += quantity;
        }

        @Override
        public void onTrade(Trade trade) {
            shown -= trade.quantity;
        }
    }

    private static ByteBuffer direct() {
        return ByteBuffer.allocateDirect(COMMANDS * SLOT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Fills the orders and their encodings, and has all of them grow old. */
    @Setup
    public void fill() {
        SplittableRandom random = new SplittableRandom(1);
        for (int each = 0; each < COMMANDS; each++) {
            Command order = new Command();
            order.action = Action.NEW;
            order.timeNanos = random.nextLong();
            order.reference = each;
            order.instrument = random.nextInt(100);
            order.orderId = each;
            order.account = random.nextInt(1000);
            order.session = random.nextInt(100);
            order.side = SIDES[random.nextInt(2)];
            order.price = random.nextInt(1, 10_000);
            order.quantity = random.nextInt(1, 1000);
            orders[each] = order;
            writeBuffer(order, each * SLOT_BYTES);
            writeLongs(order, each * SLOT_LONGS);
            Command cancel = new Command();
            cancel.action = Action.CANCEL;
            cancel.orderId = each;
            CommandCodec.encode(cancel, cancels, each * SLOT_BYTES);
        }
        encodeNew();
        into.sequence = 1;
        encoder.onCommand(into);
        System.gc();
        System.gc();
    }

    /** A new order to 64 bytes. */
    @Benchmark
    @OperationsPerInvocation(COMMANDS)
    public long encodeNew() {
        long length = 0;
        for (int each = 0; each < COMMANDS; each++) {
            length += CommandCodec.encode(orders[each], slots, each * SLOT_BYTES);
        }
        return length;
    }

    /** The same by hand into a direct buffer. */
    @Benchmark
    @OperationsPerInvocation(COMMANDS)
    public long encodeNewByteBuffer() {
        for (int each = 0; each < COMMANDS; each++) {
            writeBuffer(orders[each], each * SLOT_BYTES);
        }
        return buffer.getLong(0);
    }

    /** The same by hand into a segment. */
    @Benchmark
    @OperationsPerInvocation(COMMANDS)
    public long encodeNewSegment() {
        for (int each = 0; each < COMMANDS; each++) {
            writeSegment(orders[each], (long) each * SLOT_BYTES);
        }
        return segment.get(LONG, 0);
    }

    /** The same by hand into an array. */
    @Benchmark
    @OperationsPerInvocation(COMMANDS)
    public long encodeNewLongs() {
        for (int each = 0; each < COMMANDS; each++) {
            writeLongs(orders[each], each * SLOT_LONGS);
        }
        return longs[0];
    }

    /** A new order from its bytes. */
    @Benchmark
    @OperationsPerInvocation(COMMANDS)
    public long decodeNew() {
        long sum = 0;
        for (int each = 0; each < COMMANDS; each++) {
            CommandCodec.decode(slots, each * SLOT_BYTES, SLOT_BYTES, into);
            sum += into.price;
        }
        return sum;
    }

    /** The same by hand from a direct buffer, without a check. */
    @Benchmark
    @OperationsPerInvocation(COMMANDS)
    public long decodeNewByteBuffer() {
        long sum = 0;
        for (int each = 0; each < COMMANDS; each++) {
            readBuffer(each * SLOT_BYTES);
            sum += into.price;
        }
        return sum;
    }

    /** The same by hand from an array, without a check. */
    @Benchmark
    @OperationsPerInvocation(COMMANDS)
    public long decodeNewLongs() {
        long sum = 0;
        for (int each = 0; each < COMMANDS; each++) {
            readLongs(each * SLOT_LONGS);
            sum += into.price;
        }
        return sum;
    }

    /** New orders and cancels by turns. */
    @Benchmark
    @OperationsPerInvocation(COMMANDS)
    public long decodeNewAndCancel() {
        long sum = 0;
        for (int each = 0; each < COMMANDS; each += 2) {
            CommandCodec.decode(slots, each * SLOT_BYTES, SLOT_BYTES, into);
            sum += into.price;
            CommandCodec.decode(cancels, each * SLOT_BYTES, 32, into);
            sum += into.orderId;
        }
        return sum;
    }

    /** An order that rests: 48 bytes, their release among the cost once the buffer is full. */
    @Benchmark
    @OperationsPerInvocation(COMMANDS)
    public long encodeAndReleaseRested() {
        for (int each = 0; each < COMMANDS; each++) {
            Command order = orders[each];
            encoder.onRested(
                    order.instrument,
                    each,
                    order.side,
                    order.price,
                    order.quantity,
                    order.quantity);
        }
        return counts.shown;
    }

    /** An order that rests: 48 bytes, forgotten and not told. */
    @Benchmark
    @OperationsPerInvocation(COMMANDS)
    public long encodeRested() {
        events.discard();
        for (int each = 0; each < COMMANDS; each++) {
            Command order = orders[each];
            encoder.onRested(
                    order.instrument,
                    each,
                    order.side,
                    order.price,
                    order.quantity,
                    order.quantity);
        }
        return events.usedBytes();
    }

    /** A trade: 120 bytes, forgotten and not told. */
    @Benchmark
    @OperationsPerInvocation(COMMANDS)
    public long encodeTrade() {
        events.discard();
        for (int each = 0; each < COMMANDS; each++) {
            trade.price = orders[each].price;
            encoder.onTrade(trade);
        }
        return events.usedBytes();
    }

    /** A command: 88 bytes with those of its encoding, forgotten and not told. */
    @Benchmark
    @OperationsPerInvocation(COMMANDS)
    public long encodeCommand() {
        events.discard();
        for (int each = 0; each < COMMANDS; each++) {
            encoder.onCommand(orders[each]);
        }
        return events.usedBytes();
    }

    private void writeSegment(Command order, long at) {
        segment.set(LONG, at, head(order));
        segment.set(LONG, at + 8, order.timeNanos);
        segment.set(LONG, at + 16, order.reference);
        segment.set(LONG, at + 24, order.orderId);
        segment.set(LONG, at + 32, order.price);
        segment.set(LONG, at + 40, order.quantity);
        segment.set(LONG, at + 48, order.account);
        segment.set(LONG, at + 56, terms(order));
    }

    private static long head(Command order) {
        return order.action.ordinal() | (long) order.instrument << 32;
    }

    private static long terms(Command order) {
        int terms =
                order.side.ordinal()
                        | order.type.ordinal() << 8
                        | order.timeInForce.ordinal() << 16
                        | order.selfTrade.ordinal() << 24;
        return (order.session & 0xFFFF_FFFFL) | (long) terms << 32;
    }

    private void writeBuffer(Command order, int at) {
        buffer.putLong(at, head(order));
        buffer.putLong(at + 8, order.timeNanos);
        buffer.putLong(at + 16, order.reference);
        buffer.putLong(at + 24, order.orderId);
        buffer.putLong(at + 32, order.price);
        buffer.putLong(at + 40, order.quantity);
        buffer.putLong(at + 48, order.account);
        buffer.putLong(at + 56, terms(order));
    }

    private void writeLongs(Command order, int at) {
        longs[at] = head(order);
        longs[at + 1] = order.timeNanos;
        longs[at + 2] = order.reference;
        longs[at + 3] = order.orderId;
        longs[at + 4] = order.price;
        longs[at + 5] = order.quantity;
        longs[at + 6] = order.account;
        longs[at + 7] = terms(order);
    }

    private void readBuffer(int at) {
        into.clear();
        into.action = Action.NEW;
        into.instrument = (int) (buffer.getLong(at) >>> 32);
        into.timeNanos = buffer.getLong(at + 8);
        into.reference = buffer.getLong(at + 16);
        into.orderId = buffer.getLong(at + 24);
        into.price = buffer.getLong(at + 32);
        into.quantity = buffer.getLong(at + 40);
        into.account = buffer.getLong(at + 48);
        long terms = buffer.getLong(at + 56);
        into.session = (int) terms;
        into.side = SIDES[(int) (terms >>> 32) & 0xFF];
    }

    private void readLongs(int at) {
        into.clear();
        into.action = Action.NEW;
        into.instrument = (int) (longs[at] >>> 32);
        into.timeNanos = longs[at + 1];
        into.reference = longs[at + 2];
        into.orderId = longs[at + 3];
        into.price = longs[at + 4];
        into.quantity = longs[at + 5];
        into.account = longs[at + 6];
        long terms = longs[at + 7];
        into.session = (int) terms;
        into.side = SIDES[(int) (terms >>> 32) & 0xFF];
    }
}

package dev.kanishk.matching.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.EncodingException;
import dev.kanishk.matching.command.Side;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class EventBufferTest {
    private static final int CAPACITY = EventBuffer.CAPACITY_BYTES_MIN;

    /** Both ways of release, at random moments, and commands far larger than the buffer. */
    @Property(tries = 300)
    void tellsEveryCallOnceInOrderWhateverItsRoom(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RandomCalls calls = new RandomCalls(seed);
        RecordedCalls expected = new RecordedCalls();
        RecordedCalls told = new RecordedCalls();
        EventDecoder downstream = new EventDecoder();
        List<Long> sequences = new ArrayList<>();
        EventBytes pieces =
                (memory, offset, length) -> {
                    downstream.decode(memory, offset, length, told);
                    sequences.add(downstream.sequence());
                };
        boolean asBytes = random.nextBoolean();
        FullBuffer whenFull =
                buffer -> {
                    if (asBytes) {
                        buffer.release(calls.commandSequence(), pieces);
                    } else {
                        buffer.release(calls.commandSequence(), told);
                    }
                };
        EventBuffer buffer = new EventBuffer(CAPACITY, whenFull);
        EventEncoder encoder = new EventEncoder(buffer);
        for (int each = 0; each < 60; each++) {
            int events = random.nextInt(20) == 0 ? 300 : random.nextInt(6);
            calls.tellCommand(Both.of(expected, encoder), events);
            long through = random.nextLong(calls.commandSequence() + 1);
            if (random.nextBoolean()) {
                if (asBytes) {
                    buffer.release(through, pieces);
                } else {
                    buffer.release(through, told);
                }
            }
        }
        whenFull.makeRoom(buffer);
        assertThat(told.lines).isEqualTo(expected.lines);
        assertThat(buffer.isEmpty()).isTrue();
        assertThat(buffer.usedBytes()).isZero();
        assertThat(buffer.nextSequence()).isEqualTo(expected.lines.size() + 1L);
        assertThat(sequences).isSorted();
    }

    @Test
    void releasesThroughACommandAndNoFurther() {
        RecordedCalls told = new RecordedCalls();
        EventBuffer buffer = new EventBuffer(CAPACITY, whenFull -> {});
        EventEncoder encoder = new EventEncoder(buffer);
        for (int sequence = 1; sequence <= 3; sequence++) {
            command(encoder, sequence);
            rest(encoder, sequence);
        }
        assertThat(buffer.release(0, told)).isZero();
        assertThat(buffer.release(2, told)).isEqualTo(4);
        assertThat(told.lines).hasSize(4);
        assertThat(told.lines.get(3)).isEqualTo("rested 0 2 BUY 10 1 1");
        assertThat(buffer.release(2, told)).isZero();
        assertThat(buffer.release(9, told)).isEqualTo(2);
    }

    @Test
    void aListenerThatThrowsIsNotToldTheSameAgain() {
        RecordedCalls told = new RecordedCalls();
        BookListener failing =
                new BookListener() {
                    @Override
                    public void onRested(
                            int instrument, long id, Side side, long price, long shown, long open) {
                        if (id == 2) {
                            throw new IllegalStateException("of the listener");
                        }
                        told.onRested(instrument, id, side, price, shown, open);
                    }
                };
        EventBuffer buffer = new EventBuffer(CAPACITY, whenFull -> {});
        EventEncoder encoder = new EventEncoder(buffer);
        command(encoder, 1);
        for (int id = 1; id <= 3; id++) {
            rest(encoder, id);
        }
        assertThatThrownBy(() -> buffer.release(1, failing)).hasMessage("of the listener");
        assertThat(buffer.release(1, failing)).isEqualTo(1);
        assertThat(told.lines).containsExactly("rested 0 1 BUY 10 1 1", "rested 0 3 BUY 10 1 1");
    }

    @Test
    void saysWhenAnotherCommandShouldWait() {
        EventBuffer buffer = new EventBuffer(2 * CAPACITY, whenFull -> {});
        EventEncoder encoder = new EventEncoder(buffer);
        int commands = 0;
        while (buffer.hasRoomForCommand()) {
            command(encoder, ++commands);
        }
        assertThat(buffer.usedBytes()).isGreaterThan(CAPACITY).isLessThan(CAPACITY + 200);
        buffer.release(1, new RecordedCalls());
        assertThat(buffer.usedBytes()).isLessThanOrEqualTo(CAPACITY);
        assertThat(buffer.hasRoomForCommand()).isTrue();
        buffer.discard();
        assertThat(buffer.usedBytes()).isZero();
        assertThat(buffer.nextSequence()).isEqualTo(commands + 1L);
    }

    @Test
    void noRoomMadeIsAnErrorOfWhoShouldHaveMadeIt() {
        EventBuffer buffer = new EventBuffer(CAPACITY, whenFull -> {});
        EventEncoder encoder = new EventEncoder(buffer);
        assertThatThrownBy(
                        () -> {
                            while (true) {
                                command(encoder, 1);
                            }
                        })
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("full in the middle of a command")
                .hasMessageContaining("4096");
    }

    @Test
    void sequencesGoOnWhereASnapshotSays() {
        EventBuffer buffer = new EventBuffer(CAPACITY, whenFull -> {});
        buffer.startAt(1000);
        command(new EventEncoder(buffer), 7);
        EventDecoder decoder = new EventDecoder();
        RecordedCalls told = new RecordedCalls();
        assertThatThrownBy(() -> buffer.startAt(5)).isInstanceOf(IllegalStateException.class);
        buffer.release(
                7, (EventBytes) (memory, at, bytes) -> decoder.decode(memory, at, bytes, told));
        assertThat(decoder.sequence()).isEqualTo(1000);
        assertThat(decoder.commandSequence()).isEqualTo(7);
        assertThatThrownBy(() -> buffer.startAt(0)).hasMessage("sequence is 0: use 1 or more");
    }

    @Test
    void capacitiesOutOfRangeAreRefused() {
        for (int capacity : new int[] {0, 1024, 5000, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> new EventBuffer(capacity, whenFull -> {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "capacityBytes is "
                                    + capacity
                                    + ": use a power of two from 4096 to 1073741824");
        }
    }

    @Test
    void encodingAndReleaseAllocateNothing() {
        Counts counts = new Counts();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        EventBuffer buffer = new EventBuffer(1 << 16, b -> b.release(1, counts));
        EventEncoder encoder = new EventEncoder(buffer);
        Command command = new Command();
        Trade trade = new Trade();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 50 && least > 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int each = 0; each < 5_000; each++) {
                command.sequence = 1;
                encoder.onCommand(command);
                encoder.onAccepted(command);
                encoder.onTrade(trade);
                rest(encoder, each);
            }
            buffer.release(1, counts);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isLessThan(128);
        assertThat(counts.rested).isGreaterThanOrEqualTo(5_000);
    }

    @Property(tries = 5_000)
    void anyBytesAreEventsOrRefused(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        EventBuffer buffer = new EventBuffer(CAPACITY, whenFull -> {});
        new RandomCalls(seed).tellCommand(new EventEncoder(buffer), random.nextInt(8));
        byte[] bytes = new byte[buffer.usedBytes()];
        buffer.release(
                1, (EventBytes) (memory, offset, length) -> memory.get(offset, bytes, 0, length));
        for (int each = random.nextInt(4); each >= 0; each--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
        try {
            new EventDecoder()
                    .decode(
                            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN),
                            0,
                            length,
                            new Counts());
        } catch (EncodingException e) {
            assertThat(e).hasMessageMatching("(?s).*[a-z].*");
        }
    }

    @Test
    void newerMinorVersionsAreReadAndOtherMajorOnesRefused() {
        byte[] bytes = encodedCommandAndRest();
        int rest = (bytes[0] & 0xFF) * 8;
        RecordedCalls told = new RecordedCalls();
        bytes[rest + 1] = 99;
        assertThatThrownBy(() -> decode(bytes, told))
                .hasMessage("an event's type is 99: version 1.0 has 0 to 15");
        bytes[rest + 2] = 0x11;
        assertThat(decode(bytes, told)).isEqualTo(2);
        bytes[rest + 2] = 0x20;
        assertThatThrownBy(() -> decode(bytes, told))
                .isInstanceOf(EncodingException.class)
                .hasMessage(
                        "an event has version 2.0: this release reads versions 1.x, use one that"
                                + " reads it");
        bytes[rest + 2] = 0x11;
        bytes[rest + 1] = EventLayout.REMOVED;
        assertThat(decode(bytes, told)).isEqualTo(2);
        assertThat(told.lines.getLast()).isEqualTo("removed 0 1 BUY 10 1");
    }

    @Test
    void streamsBeginWithACommand() {
        byte[] bytes = encodedCommandAndRest();
        int rest = (bytes[0] & 0xFF) * 8;
        ByteBuffer events = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes[rest] = 3;
        bytes[rest + 1] = EventLayout.DONE;
        assertThatThrownBy(() -> new EventDecoder().decode(events, rest, 24, new RecordedCalls()))
                .hasMessage("event 2 comes before any command: begin at a COMMAND event");
    }

    private static long decode(byte[] bytes, BookListener to) {
        return new EventDecoder()
                .decode(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), 0, bytes.length, to);
    }

    private static byte[] encodedCommandAndRest() {
        EventBuffer buffer = new EventBuffer(CAPACITY, whenFull -> {});
        EventEncoder encoder = new EventEncoder(buffer);
        command(encoder, 1);
        rest(encoder, 1);
        byte[] bytes = new byte[buffer.usedBytes()];
        buffer.memory().get(0, bytes);
        return bytes;
    }

    private static void command(EventEncoder encoder, long sequence) {
        Command command = new Command();
        command.sequence = sequence;
        encoder.onCommand(command);
    }

    private static void rest(EventEncoder encoder, long id) {
        encoder.onRested(0, id, Side.BUY, 10, 1, 1);
    }

    private static final class Counts implements BookListener {
        private long rested;

        @Override
        public void onRested(
                int instrument, long orderId, Side side, long price, long shown, long open) {
            rested++;
        }
    }
}

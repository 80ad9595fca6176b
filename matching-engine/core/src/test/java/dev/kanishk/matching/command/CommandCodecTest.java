package dev.kanishk.matching.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.kanishk.matching.event.RecordedCalls;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.instrument.Phase;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CommandCodecTest {
    private final Command command = new Command();
    private final Command back = new Command();
    private final byte[] bytes = new byte[256];
    private final ByteBuffer heap = littleEndian(bytes);

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Property(tries = 10_000)
    void whatIsWrittenIsReadWhateverTheCommandHeldBefore(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RandomCommands.fill(command, random);
        RandomCommands.fill(back, random);
        int offset = random.nextInt(64);

        int length = CommandCodec.encode(command, heap, offset);
        CommandCodec.decode(heap, offset, length, back);

        assertThat(length % 8).isZero();
        assertThat(length).isLessThanOrEqualTo(CommandCodec.MAX_BYTES);
        assertThat(RecordedCalls.describe(back)).isEqualTo(RecordedCalls.describe(command));
    }

    @Property(tries = 2_000)
    void memoryOffTheHeapHoldsTheSameBytes(@ForAll long seed) {
        RandomCommands.fill(command, new SplittableRandom(seed));
        int length = CommandCodec.encode(command, heap, 0);
        ByteBuffer outside =
                ByteBuffer.allocateDirect(CommandCodec.MAX_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(CommandCodec.encode(command, outside, 0)).isEqualTo(length);
        assertThat(outside.slice(0, length)).isEqualTo(heap.slice(0, length));
    }

    @Test
    void actionsCostWhatTheyHold() {
        command.action = Action.NEW;
        command.account = 7;
        command.session = 1;
        assertThat(CommandCodec.encode(command, heap, 0)).isEqualTo(64);
        command.clear();
        command.action = Action.CANCEL;
        assertThat(CommandCodec.encode(command, heap, 0)).isEqualTo(32);
        command.action = Action.REPLACE;
        assertThat(CommandCodec.encode(command, heap, 0)).isEqualTo(48);
        command.action = Action.TIME;
        assertThat(CommandCodec.encode(command, heap, 0)).isEqualTo(24);
        command.action = Action.ADD_INSTRUMENT;
        command.definition = Instrument.of(1, "AAPL");
        command.account = 7;
        command.session = 1;
        assertThat(CommandCodec.encode(command, heap, 0)).isEqualTo(CommandCodec.MAX_BYTES);
    }

    @Property(tries = 5_000)
    void anyBytesAreACommandOrRefused(@ForAll @Size(max = 160) byte[] random) {
        decodeOrRefuse(littleEndian(random), random.length);
    }

    @Property(tries = 20_000)
    void changedBytesAreACommandOrRefused(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int changes) {
        SplittableRandom random = new SplittableRandom(seed);
        RandomCommands.fill(command, random);
        int length = CommandCodec.encode(command, heap, 0);
        for (int each = 0; each < changes; each++) {
            bytes[random.nextInt(length)] = (byte) random.nextInt();
        }
        int cut = random.nextInt(4) == 0 ? random.nextInt(length + 8) : length;
        decodeOrRefuse(heap, cut);
    }

    /** What is taken must mean the same once it is written again: there is one way to say it. */
    private void decodeOrRefuse(ByteBuffer from, int length) {
        try {
            CommandCodec.decode(from, 0, length, back);
        } catch (EncodingException e) {
            assertThat(e).hasMessageMatching("(?s).*[a-zA-Z].*");
            return;
        }
        ByteBuffer again = littleEndian(new byte[CommandCodec.MAX_BYTES]);
        Command third = new Command();
        CommandCodec.decode(again, 0, CommandCodec.encode(back, again, 0), third);
        assertThat(RecordedCalls.describe(third)).isEqualTo(RecordedCalls.describe(back));
    }

    @Test
    void refusalsNameWhatIsWrong() {
        command.action = Action.CANCEL;
        CommandCodec.encode(command, heap, 0);
        assertRefused(31, "CANCEL has 31 bytes: it takes 32");
        assertRefused(8, "a command has 8 bytes: it takes 24 or more");
        bytes[1] = 2;
        assertRefused(32, "a command's version is 2: this release reads 1");
        bytes[1] = 1;
        bytes[2] = CommandCodec.HAS_RECORD;
        assertRefused(32, "a command's flags are 32, not all for CANCEL");
        bytes[2] = 0;
        bytes[3] = (byte) 200;
        assertRefused(32, "verdict is 199: use 0 to 30");
        bytes[3] = 0;
        bytes[0] = 15;
        assertRefused(32, "a command's action is 15: use 0 to 14");
        command.action = Action.SET_PHASE;
        CommandCodec.encode(command, heap, 0);
        bytes[24] = 6;
        assertRefused(32, "phase is 6: use 0 to 5");
    }

    @Test
    void recordsOutOfTheirRangeAreRefusedWithTheirOwnMessage() {
        command.action = Action.ADD_INSTRUMENT;
        command.definition = Instrument.builder(1, "AAPL").firstPhase(Phase.CLOSED).build();
        int length = CommandCodec.encode(command, heap, 0);
        heap.putLong(24 + 24, 0);
        assertRefused(length, "ADD_INSTRUMENT: tickSize is 0: use 1 or more");
        CommandCodec.encode(command, heap, 0);
        bytes[24 + 8] = (byte) 0xFF;
        assertThatThrownBy(() -> CommandCodec.decode(heap, 0, length, back))
                .isInstanceOf(EncodingException.class)
                .hasMessageEndingWith("is not 1 to 16 bytes of UTF-8");
    }

    private void assertRefused(int length, String message) {
        assertThatThrownBy(() -> CommandCodec.decode(heap, 0, length, back))
                .isInstanceOf(EncodingException.class)
                .hasMessage(message);
    }

    @Test
    void theCallersOwnMistakesAreNotTakenForBadBytes() {
        ByteBuffer bigEndian = ByteBuffer.allocate(256);
        assertThatThrownBy(() -> CommandCodec.encode(command, bigEndian, 0))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("the buffer is BIG_ENDIAN: call order(ByteOrder.LITTLE_ENDIAN) on it");
        assertThatThrownBy(() -> CommandCodec.decode(heap, 200, 64, back))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> CommandCodec.encode(command, heap, 250))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void tradingCommandsAllocateNothing() {
        SplittableRandom random = new SplittableRandom(1);
        Action[] trading =
                Arrays.stream(Action.values())
                        .filter(a -> a != Action.ADD_INSTRUMENT && a != Action.SET_LIMITS)
                        .toArray(Action[]::new);
        long[] lengths = new long[trading.length];
        ByteBuffer all = littleEndian(new byte[trading.length << 8]);
        for (int each = 0; each < trading.length; each++) {
            RandomCommands.fill(command, trading[each], random);
            lengths[each] = CommandCodec.encode(command, all, each << 8);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 50 && least > 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int each = 0; each < 10_000; each++) {
                int which = each % trading.length;
                CommandCodec.decode(all, which << 8, (int) lengths[which], back);
                CommandCodec.encode(back, all, which << 8);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        // The counter itself may cost one small object a call.
        assertThat(least).isLessThan(128);
    }
}

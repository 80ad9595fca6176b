package dev.kanishk.benchmarks.peers.matching.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The public benchmark's order files. */
class OrderFilesTest {
    @TempDir private Path folder;

    @Test
    void writesTheBytesOfTheFormat() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(twoMessages()).order(ByteOrder.LITTLE_ENDIAN);

        assertThat(bytes.capacity()).isEqualTo(16 + 2 * 40);
        assertThat(bytes.getLong(0)).isEqualTo(0x4D4542575F303031L);
        assertThat(bytes.getInt(8)).isEqualTo(1);
        assertThat(bytes.getInt(12)).isEqualTo(2);
        assertThat(bytes.getInt(16)).isEqualTo(0x00_01_01_00); // padding, ioc, sell, new
        assertThat(bytes.getInt(20)).isEqualTo(30);
        assertThat(bytes.getLong(24)).isZero();
        assertThat(bytes.getLong(32)).isEqualTo(7);
        assertThat(bytes.getLong(40)).isEqualTo(33_504);
        assertThat(bytes.get(56)).isEqualTo((byte) OrderFlow.CANCEL);
        assertThat(bytes.getLong(64)).isEqualTo(1);
        assertThat(bytes.getLong(72)).isEqualTo(7);
    }

    @Test
    void readsWhatItWrote() throws IOException {
        OrderFlow flow = Scenario.SWING_40.flow(5_000);
        Path file = folder.resolve("orders.bin");
        OrderFiles.write(flow, file);

        OrderFlow read = OrderFiles.read(file);

        assertThat(read.length()).isEqualTo(flow.length());
        for (int at = 0; at < flow.length(); at++) {
            assertThat(read.kind(at)).isEqualTo(flow.kind(at));
            assertThat(read.orderId(at)).isEqualTo(flow.orderId(at));
            assertThat(read.buy(at)).isEqualTo(flow.buy(at));
            assertThat(read.immediate(at)).isEqualTo(flow.immediate(at));
            assertThat(read.price(at)).isEqualTo(flow.price(at));
            assertThat(read.quantity(at)).isEqualTo(flow.quantity(at));
        }
    }

    @Test
    void refusesWhatIsNoOrderFile() throws IOException {
        refuses(bytes -> bytes.putLong(0, 1), "does not begin with the magic MEBW_001");
        refuses(bytes -> bytes.putInt(8, 2), "version 2, only 1 can be read");
        refuses(bytes -> bytes.putInt(12, 0), "says 0 messages: 1 to 100,000,000 can be read");
        refuses(bytes -> bytes.putInt(12, -1), "says 4294967295 messages");
        refuses(bytes -> bytes.putInt(12, 3), "says 3 messages, 120 bytes; 80 follow its header");
    }

    @Test
    void refusesMessagesThatTheFormatDoesNotKnow() throws IOException {
        refuses(bytes -> bytes.put(56, (byte) 3), "message 1: kind is 3, must be 0, 1 or 2");
        refuses(bytes -> bytes.put(17, (byte) 9), "message 0: side is 9, must be 0 or 1");
        refuses(bytes -> bytes.put(18, (byte) 2), "message 0: ioc is 2, must be 0 or 1");
        refuses(bytes -> bytes.putInt(20, -1), "message 0: quantity is 4294967295");
        refuses(bytes -> bytes.putLong(64, 5), "message 1: sequence number is 5");
        refuses(bytes -> bytes.putLong(72, 0), "message 1: order id is 0, must be 1 or more");
    }

    @Test
    void refusesAFileThatEndsWithinItsHeader() throws IOException {
        Path file = Files.write(folder.resolve("short.bin"), new byte[15]);

        assertThatThrownBy(() -> OrderFiles.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ends within its header");
    }

    @Test
    void writesNoFlowOfManySymbols() {
        OrderFlow.Builder flow = new OrderFlow.Builder(1);
        flow.onCancel(3, 1);

        assertThatThrownBy(() -> OrderFiles.write(flow.build(0), folder.resolve("many.bin")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the flow has 4");
    }

    private void refuses(Consumer<ByteBuffer> damage, String message) throws IOException {
        byte[] bytes = twoMessages();
        damage.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        Path file = Files.write(folder.resolve("damaged.bin"), bytes);

        assertThatThrownBy(() -> OrderFiles.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("damaged.bin");
    }

    private byte[] twoMessages() throws IOException {
        OrderFlow.Builder flow = new OrderFlow.Builder(2);
        flow.onNew(0, 7, false, true, 33_504, 30);
        flow.onCancel(0, 7);
        Path file = folder.resolve("two.bin");
        OrderFiles.write(flow.build(0), file);
        return Files.readAllBytes(file);
    }
}

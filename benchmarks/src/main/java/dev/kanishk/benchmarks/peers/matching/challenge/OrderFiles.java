package dev.kanishk.benchmarks.peers.matching.challenge;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The order files of the public benchmark: a header of 16 bytes (magic, version, count), then 40
 * bytes a message: kind, side, immediate-or-cancel, a byte of padding, quantity (4), sequence
 * number, order id, price and a reserved field (8 each); little-endian. All on one symbol.
 */
final class OrderFiles {
    private static final long MAGIC = 0x4D45_4257_5F30_3031L;
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 16;
    private static final int RECORD_BYTES = 40;

    private OrderFiles() {}

    /** Reads a file whole. */
    static OrderFlow read(Path file) throws IOException {
        try (InputStream input = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            ByteBuffer header = next(input, file, HEADER_BYTES, "its header");
            if (header.getLong(0) != MAGIC) {
                throw new IOException(
                        file + " is no order file: it does not begin with the magic MEBW_001");
            }
            if (header.getInt(8) != VERSION) {
                throw new IOException(
                        file + " has version " + header.getInt(8) + ", only 1 can be read");
            }
            long count = Integer.toUnsignedLong(header.getInt(12));
            if (count < 1 || count > OrderFlow.MESSAGES_MAX) {
                throw new IOException(
                        file + " says " + count + " messages: 1 to 100,000,000 can be read");
            }
            long rest = Files.size(file) - HEADER_BYTES;
            if (rest != count * RECORD_BYTES) {
                throw new IOException(
                        String.format(
                                "%s says %d messages, %d bytes; %d follow its header",
                                file, count, count * RECORD_BYTES, rest));
            }
            OrderFlow.Builder flow = new OrderFlow.Builder((int) count);
            for (int at = 0; at < count; at++) {
                add(flow, file, at, next(input, file, RECORD_BYTES, "message " + at));
            }
            return flow.build(0);
        }
    }

    private static ByteBuffer next(InputStream input, Path file, int bytes, String what)
            throws IOException {
        byte[] read = input.readNBytes(bytes);
        if (read.length < bytes) {
            throw new IOException(file + " ends within " + what);
        }
        return ByteBuffer.wrap(read).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void add(OrderFlow.Builder flow, Path file, int at, ByteBuffer message)
            throws IOException {
        int kind = message.get(0);
        int side = message.get(1);
        int immediate = message.get(2);
        int quantity = message.getInt(4);
        long sequence = message.getLong(8);
        long orderId = message.getLong(16);
        long price = message.getLong(24);
        check(kind >= 0 && kind <= OrderFlow.MODIFY, file, at, "kind", kind, "0, 1 or 2");
        check(side == 0 || side == 1, file, at, "side", side, "0 or 1");
        check(immediate == 0 || immediate == 1, file, at, "ioc", immediate, "0 or 1");
        check(quantity >= 0, file, at, "quantity", quantity & 0xFFFF_FFFFL, "below 2^31");
        check(sequence == at, file, at, "sequence number", sequence, "its index");
        check(orderId >= 1, file, at, "order id", orderId, "1 or more");
        switch (kind) {
            case OrderFlow.NEW ->
                    flow.onNew(0, orderId, side == 0, immediate == 1, price, quantity);
            case OrderFlow.CANCEL -> flow.onCancel(0, orderId);
            default -> flow.onModify(0, orderId, side == 0, price, quantity);
        }
    }

    private static void check(
            boolean holds, Path file, int at, String field, long value, String allowed)
            throws IOException {
        if (!holds) {
            throw new IOException(
                    String.format(
                            "%s, message %d: %s is %d, must be %s",
                            file, at, field, value, allowed));
        }
    }

    /** Writes a flow on one symbol, its prefill too. */
    static void write(OrderFlow flow, Path file) throws IOException {
        if (flow.symbols() != 1) {
            throw new IllegalArgumentException(
                    "the file form holds one symbol, the flow has " + flow.symbols());
        }
        try (OutputStream output = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            output.write(header.putLong(MAGIC).putInt(VERSION).putInt(flow.length()).array());
            ByteBuffer message = ByteBuffer.allocate(RECORD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int at = 0; at < flow.length(); at++) {
                boolean cancel = flow.kind(at) == OrderFlow.CANCEL;
                message.clear()
                        .put((byte) flow.kind(at))
                        .put((byte) (cancel || flow.buy(at) ? 0 : 1))
                        .put((byte) (flow.immediate(at) ? 1 : 0))
                        .put((byte) 0)
                        .putInt(flow.quantity(at))
                        .putLong(at)
                        .putLong(flow.orderId(at))
                        .putLong(flow.price(at))
                        .putLong(0);
                output.write(message.array());
            }
        }
    }
}

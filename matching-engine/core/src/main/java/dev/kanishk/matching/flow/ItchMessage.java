package dev.kanishk.matching.flow;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The messages of an ITCH 5.0 file, read in place: big-endian, each after its length in two bytes.
 * A type of a known length that comes with another, or one that the file's end cuts, is not whole.
 */
final class ItchMessage implements Closeable {
    /** Bytes before those that depend on the type: type, locate, tracking number, time. */
    static final int HEADER_BYTES = 11;

    private static final int INPUT_BYTES = 1 << 18;
    private static final int LENGTH_BYTES = 2;
    private static final int[] LENGTHS = new int[1 << 7];

    static {
        String types = "SRHYLVWKJhAFECXDUPQBINO";
        int[] lengths = {
            12, 39, 25, 20, 26, 35, 12, 28, 35, 21, 36, 40, 31, 36, 23, 19, 35, 44, 40, 19, 50, 20,
            48
        };
        for (int i = 0; i < lengths.length; i++) {
            LENGTHS[types.charAt(i)] = lengths[i];
        }
    }

    private final FlowInput input;
    private int start;
    private int length;
    private boolean whole;

    ItchMessage(Path path) throws IOException {
        this.input = FlowInput.open(path, INPUT_BYTES);
    }

    /** Goes to the next message; false at the end of the file. */
    boolean next() throws IOException {
        if (!input.has(LENGTH_BYTES)) {
            start = input.position;
            length = input.remaining();
            whole = false;
            input.position = input.limit;
            return length > 0;
        }
        int named = (int) (bigEndian(input.position) >>> 48);
        boolean complete = input.has(LENGTH_BYTES + named);
        start = input.position + LENGTH_BYTES;
        length = complete ? named : input.remaining() - LENGTH_BYTES;
        input.position = start + length;
        int known = lengthOf(type());
        whole = complete && (known == 0 || known == length);
        return true;
    }

    static int lengthOf(char type) {
        return type < LENGTHS.length ? LENGTHS[type] : 0;
    }

    private long bigEndian(int index) {
        return Long.reverseBytes(Word.load(input.bytes, index));
    }

    /** Tells whether it has the length that its type asks for. */
    boolean isWhole() {
        return whole;
    }

    /** Returns its type, or 0 if it has no byte. */
    char type() {
        return length == 0 ? 0 : (char) (input.bytes[start] & 0xFF);
    }

    /** Tells whether its type is one of ITCH 5.0. */
    boolean isKnown() {
        return lengthOf(type()) != 0;
    }

    int locate() {
        return (int) (bigEndian(start + 1) >>> 48);
    }

    long timeNanos() {
        return bigEndian(start + 5) >>> 16;
    }

    long longAt(int offset) {
        return bigEndian(start + offset);
    }

    /** Returns four bytes as a number without a sign. */
    long intAt(int offset) {
        return bigEndian(start + offset) >>> 32;
    }

    char charAt(int offset) {
        return (char) (input.bytes[start + offset] & 0xFF);
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}

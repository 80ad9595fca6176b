package dev.kanishk.matching.flow;

import dev.kanishk.matching.instrument.Symbols;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The symbol that was read last, packed as {@link Symbols} does. */
final class SymbolField {
    private static final long EACH = 0x0101010101010101L;
    private static final long LOW_BITS = 0x7F * EACH;
    private static final long CARRIAGE_RETURNS = '\r' * EACH;
    private static final long COMMAS = ',' * EACH;
    private static final long LINE_FEEDS = '\n' * EACH;
    private static final long SPACES = ' ' * EACH;

    long high;
    long low;

    /** Reads a field; false if it is empty, too long, or has a byte that no symbol has. */
    boolean read(LineReader lines, int field) {
        int bytes = lines.fieldBytes(field);
        if (bytes == 0 || bytes > Symbols.BYTES_MAX) {
            return false;
        }
        high = Long.reverseBytes(lines.bytes(field, 0));
        low = Long.reverseBytes(lines.bytes(field, Long.BYTES));
        return isPacked(bytes);
    }

    /** Reads eight bytes that are padded with spaces; false as {@link #read} is. */
    boolean readPadded(long bigEndian) {
        int bytes = Long.BYTES - (Long.numberOfTrailingZeros(bigEndian ^ SPACES) >>> 3);
        if (bytes <= 0) {
            return false;
        }
        high = bytes == Long.BYTES ? bigEndian : bigEndian & (-1L << (8 * (Long.BYTES - bytes)));
        low = 0;
        return isPacked(bytes);
    }

    /** Tells whether none of so many bytes is a zero or a carriage return. */
    private boolean isPacked(int bytes) {
        int zeros = Long.bitCount(matches(high)) + Long.bitCount(matches(low));
        return zeros == Symbols.BYTES_MAX - bytes
                && (matches(high ^ CARRIAGE_RETURNS) | matches(low ^ CARRIAGE_RETURNS)) == 0;
    }

    /** Sets the top bit of each byte that is zero, and no other bit. */
    private static long matches(long word) {
        return ~(((word & LOW_BITS) + LOW_BITS) | word | LOW_BITS);
    }

    /** Tells whether it is UTF-8 that an instrument may have as its symbol. */
    boolean isText() {
        if ((matches(high ^ COMMAS) | matches(high ^ LINE_FEEDS)) != 0) {
            return false;
        }
        if (((high | low) & ~LOW_BITS) == 0) {
            return true;
        }
        ByteBuffer bytes = ByteBuffer.allocate(Symbols.BYTES_MAX).putLong(high).putLong(low).flip();
        int end = Symbols.BYTES_MAX;
        while (bytes.get(end - 1) == 0) {
            end--;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(bytes.limit(end));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    String text() {
        return Symbols.text(high, low);
    }
}

package dev.kanishk.matching.instrument;

import java.nio.charset.StandardCharsets;

/** Symbols of 1 to 16 bytes of UTF-8, packed big-endian into two longs padded with zeros. */
public final class Symbols {
    /** The longest symbol, in bytes. */
    public static final int BYTES_MAX = 16;

    private Symbols() {}

    /**
     * Returns eight bytes of a symbol.
     *
     * @param symbol the symbol
     * @param offset 0 for the first eight bytes, 8 for the second
     * @return the bytes, padded with zeros
     * @throws IllegalArgumentException if the symbol is empty or longer than 16 bytes, or holds
     *     half of a character, which UTF-8 has no bytes for
     */
    public static long pack(String symbol, int offset) {
        if (symbol.codePoints().anyMatch(Symbols::isHalf)) {
            throw new IllegalArgumentException(
                    "symbol '"
                            + symbol
                            + "' has half of a character (an unpaired surrogate):"
                            + " leave it out");
        }
        byte[] bytes = symbol.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length > BYTES_MAX) {
            throw new IllegalArgumentException(
                    "symbol '" + symbol + "' has " + bytes.length + " bytes: use 1 to 16");
        }
        long packed = 0;
        for (int i = offset; i < offset + Long.BYTES; i++) {
            packed = packed << 8 | (i < bytes.length ? bytes[i] & 0xFF : 0);
        }
        return packed;
    }

    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    /**
     * Returns a symbol as text.
     *
     * @param high its first eight bytes
     * @param low its second eight bytes
     * @return the text
     */
    public static String text(long high, long low) {
        byte[] bytes = new byte[BYTES_MAX];
        int end = 0;
        for (int i = 0; i < BYTES_MAX; i++) {
            byte next = (byte) ((i < Long.BYTES ? high : low) >>> (56 - 8 * (i & 7)));
            if (next == 0) {
                break;
            }
            bytes[end++] = next;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}

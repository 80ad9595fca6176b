package dev.kanishk.collections.text;

import java.util.Locale;

/**
 * UTF-8 as the Unicode standard has it (table 3-7), both ways strict: text that has no encoding and
 * bytes that are none are refused, so that what comes out of a vector is what went in.
 */
final class Utf8 {
    private static final int ASCII_END = 0x80;

    private Utf8() {}

    /** Returns how many bytes a text takes. */
    static long length(CharSequence text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ASCII_END) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (Character.isSurrogate(c)) {
                // Two of a pair take four bytes.
                bytes += 2;
            } else {
                bytes += 3;
            }
        }
        return bytes;
    }

    /**
     * Encodes a text into an array that has room.
     *
     * @return how many bytes it took
     * @throws IllegalArgumentException if half of a surrogate pair stands alone
     */
    static int encode(CharSequence text, byte[] target) {
        int ascii = text instanceof String string ? ascii(string, target) : ascii(text, target);
        return ascii == text.length() ? ascii : encode(text, ascii, target);
    }

    /** Strings apart, so that what is called is known to the compiler. */
    private static int ascii(String text, byte[] target) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= ASCII_END) {
                return i;
            }
            target[i] = (byte) c;
        }
        return length;
    }

    private static int ascii(CharSequence text, byte[] target) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= ASCII_END) {
                return i;
            }
            target[i] = (byte) c;
        }
        return length;
    }

    private static int encode(CharSequence text, int from, byte[] target) {
        int at = from;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ASCII_END) {
                target[at++] = (byte) c;
            } else if (c < 0x800) {
                target[at++] = (byte) (0xC0 | (c >> 6));
                target[at++] = (byte) (ASCII_END | (c & 0x3F));
            } else if (!Character.isSurrogate(c)) {
                target[at++] = (byte) (0xE0 | (c >> 12));
                target[at++] = (byte) (ASCII_END | ((c >> 6) & 0x3F));
                target[at++] = (byte) (ASCII_END | (c & 0x3F));
            } else {
                int point = pair(text, i++);
                target[at++] = (byte) (0xF0 | (point >> 18));
                target[at++] = (byte) (ASCII_END | ((point >> 12) & 0x3F));
                target[at++] = (byte) (ASCII_END | ((point >> 6) & 0x3F));
                target[at++] = (byte) (ASCII_END | (point & 0x3F));
            }
        }
        return at;
    }

    private static int pair(CharSequence text, int index) {
        char high = text.charAt(index);
        if (Character.isHighSurrogate(high) && index + 1 < text.length()) {
            char low = text.charAt(index + 1);
            if (Character.isLowSurrogate(low)) {
                return Character.toCodePoint(high, low);
            }
        }
        throw new IllegalArgumentException(
                "unpaired surrogate U+"
                        + Integer.toHexString(high).toUpperCase(Locale.ROOT)
                        + " at index "
                        + index
                        + ": the text has no UTF-8 encoding");
    }

    /**
     * Refuses bytes that are not UTF-8.
     *
     * @throws IllegalArgumentException if a sequence is cut off, overlong, a surrogate's or none
     */
    static void requireValid(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (bytes[at] >= 0) {
                at++;
            } else {
                at += sequenceLength(bytes, at, to);
            }
        }
    }

    private static int sequenceLength(byte[] bytes, int at, int to) {
        int lead = bytes[at] & 0xFF;
        int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        boolean valid = lead >= 0xC2 && lead <= 0xF4 && at + length <= to;
        if (valid) {
            int second = bytes[at + 1] & 0xFF;
            int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
            int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
            valid = second >= least && second <= most;
            for (int i = 2; i < length; i++) {
                valid &= (bytes[at + i] & 0xC0) == 0x80;
            }
        }
        if (!valid) {
            throw new IllegalArgumentException(
                    "not UTF-8 at byte "
                            + at
                            + ": 0x"
                            + Integer.toHexString(lead)
                            + " starts no whole character there");
        }
        return length;
    }
}

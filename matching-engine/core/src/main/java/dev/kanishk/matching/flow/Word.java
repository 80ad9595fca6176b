package dev.kanishk.matching.flow;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A word of 1 to 16 bytes as two little-endian longs padded with zeros, so that a field of a line
 * is compared with it in one or two steps.
 *
 * @param bytes its length
 * @param head its first eight bytes
 * @param tail the others
 */
record Word(int bytes, long head, long tail) {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    static Word of(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        if (encoded.length == 0 || encoded.length > 2 * Long.BYTES) {
            throw new IllegalArgumentException(
                    "'" + text + "' has " + encoded.length + " bytes: use 1 to 16");
        }
        byte[] padded = Arrays.copyOf(encoded, 2 * Long.BYTES);
        return new Word(encoded.length, load(padded, 0), load(padded, Long.BYTES));
    }

    static Word[] ofAll(Enum<?>... constants) {
        return Arrays.stream(constants).map(each -> of(each.name())).toArray(Word[]::new);
    }

    static long load(byte[] from, int index) {
        return (long) LONGS.get(from, index);
    }

    /** Loads up to eight bytes, the others zero. Reads eight in any case. */
    static long load(byte[] from, int index, int count) {
        long all = load(from, index);
        return count >= Long.BYTES ? all : count <= 0 ? 0 : all & ((1L << (8 * count)) - 1);
    }
}

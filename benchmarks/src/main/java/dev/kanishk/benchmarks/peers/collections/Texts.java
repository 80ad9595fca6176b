package dev.kanishk.benchmarks.peers.collections;

import java.nio.charset.StandardCharsets;

/**
 * A thousand texts of one length, one behind the other in one buffer, as a parser finds them; the
 * same in C++. Every contender makes its elements from these bytes.
 */
final class Texts {
    private static final int COUNT = 1000;

    final byte[] bytes;
    final int length;

    Texts(int length) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < COUNT; i++) {
            StringBuilder text = new StringBuilder().append(i);
            while (text.length() < length) {
                text.append((char) ('a' + text.length() % 26));
            }
            all.append(text);
        }
        this.bytes = all.toString().getBytes(StandardCharsets.US_ASCII);
        this.length = length;
    }

    /** Returns where a text begins; behind the last comes the first again. */
    int begin(int index) {
        return index % COUNT * length;
    }

    /** Makes a text an object. */
    String string(int index) {
        return new String(bytes, begin(index), length, StandardCharsets.US_ASCII);
    }
}

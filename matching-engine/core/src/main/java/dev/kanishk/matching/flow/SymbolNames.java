package dev.kanishk.matching.flow;

import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.instrument.Symbols;
import java.util.Arrays;

/**
 * The symbols of instruments by number, as far as they were told of. 16 bytes a number. Any thread
 * may add; one that reads finds what was added before it was given the instrument's commands.
 */
final class SymbolNames {
    private volatile long[] packed = new long[1 << 7];

    synchronized void add(Instrument instrument) {
        int at = 2 * instrument.id();
        long[] all = packed;
        if (at + 1 >= all.length) {
            all = Arrays.copyOf(all, Math.max(all.length * 2, at + 2));
        }
        all[at] = Symbols.pack(instrument.symbol(), 0);
        all[at + 1] = Symbols.pack(instrument.symbol(), Long.BYTES);
        packed = all;
    }

    /** Appends a symbol to a row; nothing for an instrument that was not told of. */
    void append(int instrument, CsvRows to) {
        long[] all = packed;
        int at = 2 * instrument;
        if (instrument >= 0 && at + 1 < all.length) {
            to.symbol(all[at], all[at + 1]);
        }
    }
}

package dev.kanishk.matching.flow;

import dev.kanishk.matching.instrument.Instrument;

/**
 * The numbers of symbols, given out from 0 in order of appearance.
 *
 * <p>A look-up is one probe of a hash table that is at most half full, and allocates nothing. The
 * table grows with the symbols up to its bound, 20 bytes for each of its places. Not thread-safe.
 */
public final class InstrumentNumbers {
    /** The symbols that get a number unless told otherwise. */
    public static final int SYMBOLS_MAX_DEFAULT = 1 << 16;

    /** A number that is never given out: that of symbols for which there is no room. */
    public static final int NO_INSTRUMENT = Instrument.IDS - 1;

    /** What {@link #get} returns for a symbol that has no number. */
    public static final int ABSENT = -1;

    private static final int FIRST_PLACES = 64;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final int symbolsMax;
    private long[] symbols = new long[2 * FIRST_PLACES];

    /** One more than the number of a place's symbol; 0 if it has none. */
    private int[] numbers = new int[FIRST_PLACES];

    private int size;

    /**
     * Makes an empty table.
     *
     * @param symbolsMax the symbols that get a number, 1 to 2^24 - 1
     */
    public InstrumentNumbers(int symbolsMax) {
        if (symbolsMax < 1 || symbolsMax > NO_INSTRUMENT) {
            throw new IllegalArgumentException(
                    "symbolsMax is " + symbolsMax + ": use 1 to " + NO_INSTRUMENT);
        }
        this.symbolsMax = symbolsMax;
    }

    /**
     * Returns how many symbols have a number.
     *
     * @return the number that comes next, if there is room
     */
    public int size() {
        return size;
    }

    /**
     * Returns the number of a symbol.
     *
     * @param high its first eight bytes, packed as {@code Symbols} does
     * @param low its second eight bytes
     * @return its number, or {@link #ABSENT}
     */
    public int get(long high, long low) {
        return numbers[find(high, low)] - 1;
    }

    /**
     * Gives a symbol a number, if it has none.
     *
     * @param high its first eight bytes
     * @param low its second eight bytes
     * @return its number, or {@link #NO_INSTRUMENT} if it has none and there is no room
     */
    public int getOrAdd(long high, long low) {
        int at = find(high, low);
        if (numbers[at] != 0) {
            return numbers[at] - 1;
        }
        if (size == symbolsMax) {
            return NO_INSTRUMENT;
        }
        if (size >= numbers.length / 2) {
            grow();
            at = find(high, low);
        }
        symbols[2 * at] = high;
        symbols[2 * at + 1] = low;
        numbers[at] = ++size;
        return size - 1;
    }

    private int find(long high, long low) {
        int mask = numbers.length - 1;
        long hash = (high ^ Long.rotateLeft(low * MIX, 32)) * MIX;
        int at = ((int) ((hash >>> 32) ^ (hash >>> 48))) & mask;
        while (numbers[at] != 0 && (symbols[2 * at] != high || symbols[2 * at + 1] != low)) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        long[] oldSymbols = symbols;
        int[] oldNumbers = numbers;
        symbols = new long[oldSymbols.length * 2];
        numbers = new int[oldNumbers.length * 2];
        for (int from = 0; from < oldNumbers.length; from++) {
            if (oldNumbers[from] != 0) {
                int at = find(oldSymbols[2 * from], oldSymbols[2 * from + 1]);
                symbols[2 * at] = oldSymbols[2 * from];
                symbols[2 * at + 1] = oldSymbols[2 * from + 1];
                numbers[at] = oldNumbers[from];
            }
        }
    }
}

package dev.kanishk.matching.feed;

import dev.kanishk.matching.instrument.Instrument;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Something for each instrument that was asked for, found in two steps whatever the numbers. */
final class InstrumentTable<T> {
    private static final int PAGE_BITS = 10;
    private static final int PAGE_MASK = (1 << PAGE_BITS) - 1;

    private final IntFunction<T> factory;
    private final @Nullable Object[][] pages = new Object[Instrument.IDS >> PAGE_BITS][];

    InstrumentTable(IntFunction<T> factory) {
        this.factory = factory;
    }

    /** Returns what the instrument has, made now if it has nothing yet. */
    @SuppressWarnings("unchecked") // the pages hold nothing else
    T get(int instrument) {
        if (instrument < 0 || instrument >= Instrument.IDS) {
            throw new IllegalArgumentException(
                    "instrument is " + instrument + ": use 0 to 2^24 - 1");
        }
        Object[] page = pages[instrument >> PAGE_BITS];
        if (page == null) {
            page = new Object[PAGE_MASK + 1];
            pages[instrument >> PAGE_BITS] = page;
        }
        Object found = page[instrument & PAGE_MASK];
        if (found == null) {
            found = factory.apply(instrument);
            page[instrument & PAGE_MASK] = found;
        }
        return (T) found;
    }
}

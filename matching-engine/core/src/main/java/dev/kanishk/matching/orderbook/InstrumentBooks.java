package dev.kanishk.matching.orderbook;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.instrument.Instrument;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The books by the number of their instrument, and in the order in which they were added. */
final class InstrumentBooks {
    private static final int SMALL_MAX = 1 << 16;

    private final LiveOrders live;
    private final int instrumentsMax;
    private final Set<String> symbols = new HashSet<>();
    private InstrumentBook[] books = new InstrumentBook[16];

    /** The books with small numbers, by number. */
    private @Nullable InstrumentBook[] small = new @Nullable InstrumentBook[16];

    private int[] table = new int[64];
    private int size;

    InstrumentBooks(BookSettings settings, LiveOrders live) {
        this.live = live;
        this.instrumentsMax = settings.instrumentsMax();
    }

    int size() {
        return size;
    }

    InstrumentBook at(int index) {
        return books[index];
    }

    @Nullable InstrumentBook get(int id) {
        return id >= 0 && id < small.length ? small[id] : getByHash(id);
    }

    private @Nullable InstrumentBook getByHash(int id) {
        int index = table[slot(id)];
        return index == 0 ? null : books[index - 1];
    }

    private int slot(int id) {
        int mask = table.length - 1;
        int at = ((id * 0x9E3779B9) >>> 8) & mask;
        while (table[at] != 0 && books[table[at] - 1].id != id) {
            at = (at + 1) & mask;
        }
        return at;
    }

    /** Adds what a command defines; returns what is wrong with it. */
    @Nullable RejectReason add(Command command) {
        Instrument instrument = command.definition;
        if (instrument == null) {
            return RejectReason.INVALID_COMMAND;
        }
        if (get(instrument.id()) != null || symbols.contains(instrument.symbol())) {
            return RejectReason.DUPLICATE_INSTRUMENT;
        }
        if (instrument.firstPhase() == dev.kanishk.matching.instrument.Phase.VOLATILITY_AUCTION) {
            return RejectReason.INVALID_PHASE;
        }
        if (size == instrumentsMax) {
            return RejectReason.CAPACITY_REACHED;
        }
        add(instrument).clockNanos = command.timeNanos;
        return null;
    }

    InstrumentBook add(Instrument instrument) {
        symbols.add(instrument.symbol());
        if (size == books.length) {
            books = Arrays.copyOf(books, 2 * size);
        }
        InstrumentBook book =
                new InstrumentBook(size, instrument, live.orders, live.levels, live.nodes);
        books[size++] = book;
        if (book.id >= small.length && book.id < SMALL_MAX) {
            growSmall(book.id);
        }
        if (book.id >= 0 && book.id < small.length) {
            small[book.id] = book;
        }
        if (2 * size > table.length) {
            table = new int[2 * table.length];
            for (int each = 0; each < size; each++) {
                table[slot(books[each].id)] = each + 1;
            }
        } else {
            table[slot(book.id)] = size;
        }
        return book;
    }

    private void growSmall(int id) {
        small = Arrays.copyOf(small, 2 * Integer.highestOneBit(id));
        for (int each = 0; each < size; each++) {
            InstrumentBook book = books[each];
            if (book.id >= 0 && book.id < small.length) {
                small[book.id] = book;
            }
        }
    }
}

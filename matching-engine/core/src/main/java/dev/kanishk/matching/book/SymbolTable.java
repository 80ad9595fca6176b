package dev.kanishk.matching.book;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Books by symbol: open addressing on the packed symbol, so that a look-up makes no key. */
final class SymbolTable {
    private static final int SYMBOLS_MAX = 1 << 16;

    private final OrderSlab orders;
    private SymbolBook[] books = new SymbolBook[16];
    private int[] table = new int[64];
    private int size;

    SymbolTable(OrderSlab orders) {
        this.orders = orders;
    }

    SymbolBook at(int index) {
        return books[index];
    }

    @Nullable SymbolBook get(long high, long low) {
        int index = table[find(high, low)];
        return index == 0 ? null : books[index - 1];
    }

    /** Returns a symbol's book, a new one at its first order; null if no more symbols fit. */
    @Nullable SymbolBook getOrAdd(long high, long low) {
        SymbolBook book = get(high, low);
        return book != null || size == SYMBOLS_MAX ? book : add(high, low);
    }

    private SymbolBook add(long high, long low) {
        if (size == books.length) {
            books = Arrays.copyOf(books, size * 2);
        }
        if ((size + 1) * 2 > table.length) {
            table = new int[table.length * 2];
            for (int i = 0; i < size; i++) {
                table[find(books[i].symbolHigh, books[i].symbolLow)] = i + 1;
            }
        }
        SymbolBook book = new SymbolBook(high, low, size, orders);
        books[size++] = book;
        table[find(high, low)] = size;
        return book;
    }

    private int find(long high, long low) {
        int mask = table.length - 1;
        int at = (int) (StateHash.mix(high ^ Long.rotateLeft(low, 17)) >>> 32) & mask;
        while (table[at] != 0) {
            SymbolBook book = books[table[at] - 1];
            if (book.symbolHigh == high && book.symbolLow == low) {
                break;
            }
            at = (at + 1) & mask;
        }
        return at;
    }

    SymbolBook[] toArray() {
        return Arrays.copyOf(books, size);
    }
}

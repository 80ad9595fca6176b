package dev.kanishk.matching.flow;

import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.instrument.Symbols;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * {@code book.csv}: what rests at the end, gathered from the books of one or more shards and
 * written with its symbols sorted by their bytes. Holds the whole file in memory until {@link
 * #write}, about 60 bytes an order. Not thread-safe.
 */
public final class BookFile {
    private final IntFunction<String> symbolOf;
    private final Map<Integer, InstrumentRows> instruments = new HashMap<>();
    private int lastInstrument = -1;
    private InstrumentRows last = new InstrumentRows(0, 0, new CsvRows());

    private record InstrumentRows(long symbolHigh, long symbolLow, CsvRows rows) {
        static InstrumentRows of(String symbol) {
            return new InstrumentRows(
                    Symbols.pack(symbol, 0), Symbols.pack(symbol, Long.BYTES), new CsvRows());
        }
    }

    /**
     * Makes an empty one.
     *
     * @param symbolOf the symbols of instruments
     */
    public BookFile(IntFunction<String> symbolOf) {
        this.symbolOf = symbolOf;
    }

    /**
     * Adds an order. Those of an instrument are given bids before offers, the best price first, in
     * priority order within a price.
     *
     * @param instrument the instrument
     * @param side the side
     * @param price ticks
     * @param orderId the order
     * @param openQuantity lots still open, hidden ones too
     * @param shownQuantity lots shown
     */
    public void add(
            int instrument,
            Side side,
            long price,
            long orderId,
            long openQuantity,
            long shownQuantity) {
        if (instrument != lastInstrument) {
            last =
                    instruments.computeIfAbsent(
                            instrument, added -> InstrumentRows.of(symbolOf.apply(added)));
            lastInstrument = instrument;
        }
        CsvRows rows = last.rows();
        rows.symbol(last.symbolHigh(), last.symbolLow()).comma();
        rows.letter(side == Side.BUY ? 'B' : 'S').comma().number(price).comma();
        rows.number(orderId).comma().number(openQuantity).comma().number(shownQuantity).end(0);
    }

    /**
     * Writes the file, and forgets what was added.
     *
     * @param folder where; made if it does not exist
     * @throws IOException if it cannot be written
     */
    public void write(Path folder) throws IOException {
        List<InstrumentRows> sorted = new ArrayList<>(instruments.values());
        sorted.sort(
                Comparator.<InstrumentRows>comparingLong(each -> each.symbolHigh + Long.MIN_VALUE)
                        .thenComparingLong(each -> each.symbolLow + Long.MIN_VALUE));
        Files.createDirectories(folder);
        try (CsvFile file =
                new CsvFile(
                        folder.resolve("book.csv"),
                        "symbol,side,price,order_id,open_qty,shown_qty")) {
            for (InstrumentRows each : sorted) {
                file.write(each.rows());
            }
        }
        instruments.clear();
        lastInstrument = -1;
    }
}

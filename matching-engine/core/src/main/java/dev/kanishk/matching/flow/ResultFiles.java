package dev.kanishk.matching.flow;

import dev.kanishk.matching.book.BookListener;
import dev.kanishk.matching.book.Command;
import dev.kanishk.matching.book.OrderBooks;
import dev.kanishk.matching.book.Reason;
import dev.kanishk.matching.book.Side;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code trades.csv} and {@code rejects.csv} of a replay. What the listener is told stays in memory
 * until {@link #release}, which is called only once the commands are durable.
 */
public final class ResultFiles implements BookListener, Closeable {
    private final CsvOutput trades;
    private final CsvOutput rejects;
    private long tradeCount;
    private long rejectCount;

    /**
     * Starts both files anew.
     *
     * @param folder where; made if it does not exist
     * @throws IOException if they cannot be written
     */
    public ResultFiles(Path folder) throws IOException {
        Files.createDirectories(folder);
        trades =
                new CsvOutput(
                        folder.resolve("trades.csv"),
                        "line,symbol,price,qty,maker_order_id,taker_order_id,taker_side");
        rejects = new CsvOutput(folder.resolve("rejects.csv"), "line,order_id,reason");
    }

    @Override
    public void onTrade(
            long line,
            long symbolHigh,
            long symbolLow,
            long price,
            long quantity,
            long makerOrderId,
            long takerOrderId,
            Side takerSide) {
        tradeCount++;
        trades.number(line).comma().symbol(symbolHigh, symbolLow).comma().number(price).comma();
        trades.number(quantity).comma().number(makerOrderId).comma().number(takerOrderId).comma();
        trades.letter(takerSide == Side.BUY ? 'B' : 'S').end();
    }

    @Override
    public void onReject(long line, long orderId, Reason reason) {
        rejectCount++;
        rejects.number(line).comma();
        if (orderId != Command.ABSENT) {
            rejects.number(orderId);
        }
        rejects.comma().text(reason.name()).end();
    }

    /**
     * Returns the trades told of.
     *
     * @return a count
     */
    public long trades() {
        return tradeCount;
    }

    /**
     * Returns the rejects told of.
     *
     * @return a count
     */
    public long rejects() {
        return rejectCount;
    }

    /**
     * Hands everything told so far to the files.
     *
     * @throws IOException if they cannot be written
     */
    public void release() throws IOException {
        trades.release();
        rejects.release();
    }

    /**
     * Writes {@code book.csv}.
     *
     * @param folder where; made if it does not exist
     * @param books what rests
     * @throws IOException if it cannot be written
     */
    public static void writeBook(Path folder, OrderBooks books) throws IOException {
        Files.createDirectories(folder);
        try (CsvOutput out =
                new CsvOutput(
                        folder.resolve("book.csv"),
                        "symbol,side,price,order_id,open_qty,shown_qty")) {
            books.forEachResting((high, low, side, price, id, open, shown) -> {
                out.symbol(high, low).comma().letter(side == Side.BUY ? 'B' : 'S');
                out.comma().number(price).comma().number(id).comma().number(open);
                out.comma().number(shown).end();
            });
            out.release();
        }
    }

    @Override
    public void close() throws IOException {
        try (trades;
                rejects) {
            release();
        }
    }
}

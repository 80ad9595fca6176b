package dev.kanishk.matching.flow;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.event.Trade;
import dev.kanishk.matching.instrument.Instrument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Objects;

/**
 * What one shard's books tell of trades and rejects, as rows of {@link ResultFiles}.
 *
 * <p>Rows stay in memory until {@link #release}, which is called only once the commands are
 * durable, and at least once a batch. The {@code line} of a row is the reference of the command
 * that it belongs to, or of the last one that had a greater reference, since rows never go back.
 * Rejects of {@link Action#ADD_INSTRUMENT} are not written, since no line asks for it; the symbols
 * of instruments are learnt from it. Used by one thread.
 */
public final class ShardResults implements BookListener {
    private static final EnumMap<RejectReason, byte[]> REASONS = new EnumMap<>(RejectReason.class);

    static {
        for (RejectReason reason : RejectReason.values()) {
            REASONS.put(reason, reason.name().getBytes(StandardCharsets.UTF_8));
        }
    }

    private final ResultFiles files;
    private final int shard;
    private final SymbolNames symbols;
    private final CsvRows trades = new CsvRows();
    private final CsvRows rejects = new CsvRows();
    private long tradeCount;
    private long rejectCount;
    private long line;
    private boolean isLine;

    ShardResults(ResultFiles files, int shard, SymbolNames symbols) {
        this.files = files;
        this.shard = shard;
        this.symbols = symbols;
    }

    @Override
    public void onCommand(Command command) {
        line = Math.max(line, command.reference);
        isLine = command.action != Action.ADD_INSTRUMENT;
    }

    @Override
    public void onDone(Command command, long count) {
        Instrument added = command.definition;
        if (command.action == Action.ADD_INSTRUMENT && added != null) {
            symbols.add(added);
        }
    }

    @Override
    public void onTrade(Trade trade) {
        tradeCount++;
        trades.number(line).comma();
        symbols.append(trade.instrument, trades);
        trades.comma().number(trade.price).comma().number(trade.quantity).comma();
        trades.number(trade.makerOrderId).comma().number(trade.takerOrderId).comma();
        trades.letter(trade.takerSide == Side.BUY ? 'B' : 'S').end(line);
    }

    @Override
    public void onRejected(
            int instrument, long orderId, long account, int session, RejectReason reason) {
        if (!isLine) {
            return;
        }
        rejectCount++;
        rejects.number(line).comma();
        if (orderId != Command.ABSENT) {
            rejects.number(orderId);
        }
        rejects.comma().text(Objects.requireNonNull(REASONS.get(reason))).end(line);
    }

    /**
     * Hands everything told so far to the files. Called between commands: the last one told of is
     * taken to be finished. Waits while more of this shard's rows than the files' bound wait for
     * those of others.
     *
     * @throws IOException if the files cannot be written, or are closed
     */
    public void release() throws IOException {
        files.release(shard, line, trades, rejects);
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
     * Returns the rejects told of that are written.
     *
     * @return a count
     */
    public long rejects() {
        return rejectCount;
    }
}

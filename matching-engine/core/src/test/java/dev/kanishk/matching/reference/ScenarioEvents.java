package dev.kanishk.matching.reference;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.event.CancelReason;
import dev.kanishk.matching.event.Trade;
import dev.kanishk.matching.instrument.Phase;
import java.util.ArrayList;
import java.util.List;

/** What a command leads to, as the page of the rules writes it. */
final class ScenarioEvents implements BookListener {
    private final ScenarioCommands symbols;
    private final List<String> lines = new ArrayList<>();

    ScenarioEvents(ScenarioCommands symbols) {
        this.symbols = symbols;
    }

    /** What happened since the last call. */
    List<String> take() {
        List<String> taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }

    private static String id(long orderId) {
        return orderId == Command.ABSENT ? "-" : Long.toString(orderId);
    }

    @Override
    public void onRejected(
            int instrument, long orderId, long account, int session, RejectReason reason) {
        lines.add("reject " + id(orderId) + " " + reason);
    }

    @Override
    public void onTrade(Trade trade) {
        String fees =
                trade.makerFee == 0 && trade.takerFee == 0
                        ? ""
                        : " fees=" + trade.makerFee + "/" + trade.takerFee;
        lines.add(
                "trade %s %d @ %d maker=%d taker=%d%s"
                        .formatted(
                                symbols.symbol(trade.instrument),
                                trade.quantity,
                                trade.price,
                                trade.makerOrderId,
                                trade.takerOrderId,
                                fees));
    }

    @Override
    public void onCancelled(
            int instrument,
            long orderId,
            long account,
            int session,
            long open,
            CancelReason reason) {
        lines.add("cancelled " + orderId + " " + open + " " + reason);
    }

    @Override
    public void onPhase(int instrument, Phase phase, long untilNanos) {
        lines.add("phase " + symbols.symbol(instrument) + " " + phase);
    }

    @Override
    public void onIndication(int instrument, long price, long quantity, long surplus) {
        lines.add(
                "indication %s %d @ %d surplus=%d"
                        .formatted(symbols.symbol(instrument), quantity, price, surplus));
    }
}

package dev.kanishk.matching.event;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.OrderType;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.event.EngineEvent.Origin;
import dev.kanishk.matching.event.EngineEvent.Party;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.instrument.Phase;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Tells a consumer what happens as records, with symbols as text: for those who would rather switch
 * over a sealed type than fill in methods. Each event costs an object or two. Belongs to the thread
 * that calls it.
 */
public final class RecordListener implements BookListener {
    private final Consumer<? super EngineEvent> consumer;
    private final Map<Integer, String> symbols = new HashMap<>();
    private Origin origin = new Origin(0, 0, 0);

    /**
     * Makes a listener that learns symbols from the instruments that are added from now on.
     *
     * @param consumer is told the events
     */
    public RecordListener(Consumer<? super EngineEvent> consumer) {
        this.consumer = consumer;
    }

    /**
     * Makes a listener that knows the symbols of instruments that were added before, too.
     *
     * @param instruments the instruments that there are
     * @param consumer is told the events
     */
    public RecordListener(
            Iterable<Instrument> instruments, Consumer<? super EngineEvent> consumer) {
        this.consumer = consumer;
        for (Instrument instrument : instruments) {
            symbols.put(instrument.id(), instrument.symbol());
        }
    }

    private String symbol(int instrument) {
        return symbols.getOrDefault(instrument, "");
    }

    @Override
    public void onCommand(Command command) {
        origin = new Origin(command.sequence, command.reference, command.timeNanos);
    }

    @Override
    public void onAccepted(Command command) {
        consumer.accept(
                new EngineEvent.Accepted(
                        origin,
                        symbol(command.instrument),
                        command.orderId,
                        command.account,
                        command.session,
                        command.side,
                        command.type,
                        command.timeInForce,
                        command.price,
                        command.quantity));
    }

    @Override
    public void onRejected(
            int instrument, long orderId, long account, int session, RejectReason reason) {
        consumer.accept(
                new EngineEvent.Rejected(
                        origin, symbol(instrument), orderId, account, session, reason));
    }

    @Override
    public void onTrade(Trade trade) {
        consumer.accept(
                new EngineEvent.Traded(
                        origin,
                        symbol(trade.instrument),
                        trade.price,
                        trade.quantity,
                        new Party(
                                trade.makerOrderId,
                                trade.makerAccount,
                                trade.makerSession,
                                trade.makerOpen,
                                trade.makerFee),
                        new Party(
                                trade.takerOrderId,
                                trade.takerAccount,
                                trade.takerSession,
                                trade.takerOpen,
                                trade.takerFee),
                        trade.takerSide,
                        trade.auction));
    }

    @Override
    public void onRested(
            int instrument, long orderId, Side side, long price, long shown, long open) {
        consumer.accept(
                new EngineEvent.Rested(
                        origin, symbol(instrument), orderId, side, price, shown, open));
    }

    @Override
    public void onRefreshed(
            int instrument, long orderId, Side side, long price, long shown, long open) {
        consumer.accept(
                new EngineEvent.Refreshed(
                        origin, symbol(instrument), orderId, side, price, shown, open));
    }

    @Override
    public void onReduced(
            int instrument, long orderId, Side side, long price, long shown, long open) {
        consumer.accept(
                new EngineEvent.Reduced(
                        origin, symbol(instrument), orderId, side, price, shown, open));
    }

    @Override
    public void onRemoved(int instrument, long orderId, Side side, long price, long shown) {
        consumer.accept(
                new EngineEvent.Removed(origin, symbol(instrument), orderId, side, price, shown));
    }

    @Override
    public void onSelfTrade(int instrument, long makerOrderId, long takerOrderId, long quantity) {
        consumer.accept(
                new EngineEvent.SelfTradePrevented(
                        origin, symbol(instrument), makerOrderId, takerOrderId, quantity));
    }

    @Override
    public void onCancelled(
            int instrument,
            long orderId,
            long account,
            int session,
            long open,
            CancelReason reason) {
        consumer.accept(
                new EngineEvent.Cancelled(
                        origin, symbol(instrument), orderId, account, session, open, reason));
    }

    @Override
    public void onReplaced(
            int instrument, long orderId, long account, int session, long price, long open) {
        consumer.accept(
                new EngineEvent.Replaced(
                        origin, symbol(instrument), orderId, account, session, price, open));
    }

    @Override
    public void onTriggered(int instrument, long orderId, OrderType type) {
        consumer.accept(new EngineEvent.Triggered(origin, symbol(instrument), orderId, type));
    }

    @Override
    public void onPhase(int instrument, Phase phase, long untilNanos) {
        consumer.accept(
                new EngineEvent.PhaseChanged(origin, symbol(instrument), phase, untilNanos));
    }

    @Override
    public void onIndication(int instrument, long price, long quantity, long surplus) {
        consumer.accept(
                new EngineEvent.Indicated(origin, symbol(instrument), price, quantity, surplus));
    }

    @Override
    public void onDone(Command command, long count) {
        int instrument = command.instrument;
        Instrument definition = command.definition;
        if (command.action == Action.ADD_INSTRUMENT && definition != null) {
            symbols.put(definition.id(), definition.symbol());
            instrument = definition.id();
        }
        consumer.accept(new EngineEvent.Done(origin, symbol(instrument), command.action, count));
    }
}

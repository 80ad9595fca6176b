package dev.kanishk.matching.event;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.OrderType;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.instrument.Phase;

/**
 * Is told what commands lead to, in order, on the thread that applies them. Nothing is allocated
 * for it, and nothing that it is given may be kept.
 *
 * <p>The orders of a book, each with what it shows, follow from {@link #onRested}, {@link
 * #onRefreshed}, {@link #onReduced}, {@link #onRemoved} and {@link #onTrade}: a trade takes its
 * quantity off what its resting orders show, and an order whose open quantity it takes to 0 is
 * gone.
 */
public interface BookListener {
    /**
     * A command begins; all that is told until the next one belongs to it.
     *
     * @param command the command
     */
    default void onCommand(Command command) {}

    /**
     * A new order was accepted. If it is a stop, it waits until {@link #onTriggered}.
     *
     * @param command the order
     */
    default void onAccepted(Command command) {}

    /**
     * A command, or a stop that it activated, was rejected.
     *
     * @param instrument the instrument, or {@link Command#EVERY_INSTRUMENT} if it is not known
     * @param orderId the order; {@link Command#ABSENT} if there is none or it could not be read
     * @param account its account, or {@link Command#ABSENT}
     * @param session its session, or {@link Command#NO_SESSION}
     * @param reason why
     */
    default void onRejected(
            int instrument, long orderId, long account, int session, RejectReason reason) {}

    /**
     * A trade.
     *
     * @param trade the trade, overwritten by the next one
     */
    default void onTrade(Trade trade) {}

    /**
     * An order entered the book as the last of its price.
     *
     * @param instrument the instrument
     * @param orderId the order
     * @param side its side
     * @param price ticks
     * @param shown lots that it shows
     * @param open lots that it has, shown and hidden
     */
    default void onRested(
            int instrument, long orderId, Side side, long price, long shown, long open) {}

    /**
     * The next slice of an iceberg is shown, behind all others of its price.
     *
     * @param instrument the instrument
     * @param orderId the order
     * @param side its side
     * @param price ticks
     * @param shown lots that it shows now
     * @param open lots that it has
     */
    default void onRefreshed(
            int instrument, long orderId, Side side, long price, long shown, long open) {}

    /**
     * A resting order became smaller without a trade, and keeps its place.
     *
     * @param instrument the instrument
     * @param orderId the order
     * @param side its side
     * @param price ticks
     * @param shown lots that it shows now
     * @param open lots that it has now
     */
    default void onReduced(
            int instrument, long orderId, Side side, long price, long shown, long open) {}

    /**
     * A resting order left the book without a trade: it is cancelled, or enters anew.
     *
     * @param instrument the instrument
     * @param orderId the order
     * @param side its side
     * @param price ticks
     * @param shown lots that it showed
     */
    default void onRemoved(int instrument, long orderId, Side side, long price, long shown) {}

    /**
     * Two orders of one account met, and self-trade prevention kept them from trading.
     *
     * @param instrument the instrument
     * @param makerOrderId the order that was there first
     * @param takerOrderId the order that came later, whose setting it is
     * @param quantity lots that were taken off both; 0 unless the setting is DECREMENT
     */
    default void onSelfTrade(int instrument, long makerOrderId, long takerOrderId, long quantity) {}

    /**
     * An order ended, or what was left of it did.
     *
     * @param instrument the instrument
     * @param orderId the order
     * @param account its account, or {@link Command#ABSENT}
     * @param session its session
     * @param open lots that it had left
     * @param reason why
     */
    default void onCancelled(
            int instrument,
            long orderId,
            long account,
            int session,
            long open,
            CancelReason reason) {}

    /**
     * A replace was accepted.
     *
     * @param instrument the instrument
     * @param orderId the order
     * @param account its account, or {@link Command#ABSENT}
     * @param session its session
     * @param price its price from now on
     * @param open its open lots from now on
     */
    default void onReplaced(
            int instrument, long orderId, long account, int session, long price, long open) {}

    /**
     * A stop was triggered, and is a market or limit order from now on.
     *
     * @param instrument the instrument
     * @param orderId the order
     * @param type what it is now
     */
    default void onTriggered(int instrument, long orderId, OrderType type) {}

    /**
     * An instrument is in another phase.
     *
     * @param instrument the instrument
     * @param phase the phase
     * @param untilNanos when it ends by itself, or {@link Command#ABSENT}
     */
    default void onPhase(int instrument, Phase phase, long untilNanos) {}

    /**
     * An auction would end like this now.
     *
     * @param instrument the instrument
     * @param price ticks, or 0 if no orders meet
     * @param quantity lots that would trade
     * @param surplus lots that would be left: positive to buy, negative to sell
     */
    default void onIndication(int instrument, long price, long quantity, long surplus) {}

    /**
     * A command that is about no order, and neither time nor a phase, was carried out.
     *
     * @param command the command
     * @param count what it concerned: orders cancelled, or 0
     */
    default void onDone(Command command, long count) {}
}

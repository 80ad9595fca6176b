package dev.kanishk.matching.event;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.OrderType;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.command.TimeInForce;
import dev.kanishk.matching.instrument.Phase;

/**
 * What a {@link BookListener} is told, as records that may be kept: one for each call but {@link
 * BookListener#onCommand}, whose sequence and reference each of its events carries. Prices are
 * ticks, quantities lots, accounts and ids that are not given {@code Command.ABSENT}, and a symbol
 * that is not known is empty.
 */
public sealed interface EngineEvent {
    /**
     * Where an event comes from.
     *
     * @param sequence the command's number in its shard
     * @param reference what its sender gave it
     * @param timeNanos its time
     */
    record Origin(long sequence, long reference, long timeNanos) {}

    /**
     * Returns the command that led to it.
     *
     * @return where it comes from
     */
    Origin origin();

    /**
     * A new order was accepted.
     *
     * @param origin the command
     * @param symbol the instrument
     * @param orderId the order
     * @param account its account
     * @param session the session that it came by
     * @param side its side
     * @param type its type
     * @param timeInForce how long it may wait
     * @param price its limit price, or absent
     * @param quantity its lots
     */
    record Accepted(
            Origin origin,
            String symbol,
            long orderId,
            long account,
            int session,
            Side side,
            OrderType type,
            TimeInForce timeInForce,
            long price,
            long quantity)
            implements EngineEvent {}

    /**
     * A command, or a stop that it activated, was rejected.
     *
     * @param origin the command
     * @param symbol the instrument
     * @param orderId the order
     * @param account its account
     * @param session its session
     * @param reason why
     */
    record Rejected(
            Origin origin,
            String symbol,
            long orderId,
            long account,
            int session,
            RejectReason reason)
            implements EngineEvent {}

    /**
     * One side of a trade.
     *
     * @param orderId the order
     * @param account its account
     * @param session its session
     * @param open lots that are left of it
     * @param fee what its account pays, in price times quantity; negative is a rebate
     */
    record Party(long orderId, long account, int session, long open, long fee) {}

    /**
     * A trade.
     *
     * @param origin the command
     * @param symbol the instrument
     * @param price ticks
     * @param quantity lots
     * @param maker the order that was there first
     * @param taker the order that came later
     * @param takerSide the later order's side
     * @param auction whether it is of an auction
     */
    record Traded(
            Origin origin,
            String symbol,
            long price,
            long quantity,
            Party maker,
            Party taker,
            Side takerSide,
            boolean auction)
            implements EngineEvent {}

    /**
     * An order entered the book as the last of its price.
     *
     * @param origin the command
     * @param symbol the instrument
     * @param orderId the order
     * @param side its side
     * @param price ticks
     * @param shown lots that it shows
     * @param open lots that it has
     */
    record Rested(
            Origin origin,
            String symbol,
            long orderId,
            Side side,
            long price,
            long shown,
            long open)
            implements EngineEvent {}

    /**
     * The next slice of an iceberg is shown, behind all others of its price.
     *
     * @param origin the command
     * @param symbol the instrument
     * @param orderId the order
     * @param side its side
     * @param price ticks
     * @param shown lots that it shows now
     * @param open lots that it has
     */
    record Refreshed(
            Origin origin,
            String symbol,
            long orderId,
            Side side,
            long price,
            long shown,
            long open)
            implements EngineEvent {}

    /**
     * A resting order became smaller without a trade.
     *
     * @param origin the command
     * @param symbol the instrument
     * @param orderId the order
     * @param side its side
     * @param price ticks
     * @param shown lots that it shows now
     * @param open lots that it has now
     */
    record Reduced(
            Origin origin,
            String symbol,
            long orderId,
            Side side,
            long price,
            long shown,
            long open)
            implements EngineEvent {}

    /**
     * A resting order left the book without a trade.
     *
     * @param origin the command
     * @param symbol the instrument
     * @param orderId the order
     * @param side its side
     * @param price ticks
     * @param shown lots that it showed
     */
    record Removed(Origin origin, String symbol, long orderId, Side side, long price, long shown)
            implements EngineEvent {}

    /**
     * Two orders of one account met, and self-trade prevention kept them from trading.
     *
     * @param origin the command
     * @param symbol the instrument
     * @param makerOrderId the order that was there first
     * @param takerOrderId the order that came later
     * @param quantity lots that were taken off both
     */
    record SelfTradePrevented(
            Origin origin, String symbol, long makerOrderId, long takerOrderId, long quantity)
            implements EngineEvent {}

    /**
     * An order ended, or what was left of it did.
     *
     * @param origin the command
     * @param symbol the instrument
     * @param orderId the order
     * @param account its account
     * @param session its session
     * @param open lots that it had left
     * @param reason why
     */
    record Cancelled(
            Origin origin,
            String symbol,
            long orderId,
            long account,
            int session,
            long open,
            CancelReason reason)
            implements EngineEvent {}

    /**
     * A replace was accepted.
     *
     * @param origin the command
     * @param symbol the instrument
     * @param orderId the order
     * @param account its account
     * @param session its session
     * @param price its price from now on
     * @param open its open lots from now on
     */
    record Replaced(
            Origin origin,
            String symbol,
            long orderId,
            long account,
            int session,
            long price,
            long open)
            implements EngineEvent {}

    /**
     * A stop was triggered.
     *
     * @param origin the command
     * @param symbol the instrument
     * @param orderId the order
     * @param type what it is now
     */
    record Triggered(Origin origin, String symbol, long orderId, OrderType type)
            implements EngineEvent {}

    /**
     * An instrument is in another phase.
     *
     * @param origin the command
     * @param symbol the instrument
     * @param phase the phase
     * @param untilNanos when it ends by itself, or absent
     */
    record PhaseChanged(Origin origin, String symbol, Phase phase, long untilNanos)
            implements EngineEvent {}

    /**
     * An auction would end like this now.
     *
     * @param origin the command
     * @param symbol the instrument
     * @param price ticks, or 0 if no orders meet
     * @param quantity lots that would trade
     * @param surplus lots that would be left: positive to buy, negative to sell
     */
    record Indicated(Origin origin, String symbol, long price, long quantity, long surplus)
            implements EngineEvent {}

    /**
     * A command that is no order was carried out.
     *
     * @param origin the command
     * @param symbol the instrument, or empty if the command is for all
     * @param action what it asked for
     * @param count what it concerned: orders cancelled, or 0
     */
    record Done(Origin origin, String symbol, Action action, long count) implements EngineEvent {}
}

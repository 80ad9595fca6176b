package dev.kanishk.matching.reference;

import dev.kanishk.matching.command.AccountLimits;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.OrderType;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.command.TimeInForce;
import dev.kanishk.matching.instrument.Instrument;
import java.util.Locale;
import java.util.Objects;

/** Writes commands as the page of the rules does, for the messages of failures. */
final class ScenarioText {
    private ScenarioText() {}

    static String of(Command command) {
        String rest =
                switch (command.action) {
                    case NEW -> order(command);
                    case CANCEL -> "cancel " + command.orderId;
                    case REPLACE ->
                            "replace " + command.orderId + " " + command.quantity + price(command);
                    case MASS_CANCEL -> massCancel(command);
                    case DISCONNECT -> "disconnect " + command.session;
                    case KILL_SWITCH -> "kill " + command.account;
                    case RELEASE_ACCOUNT -> "release " + command.account;
                    case TIME -> "time " + symbol(command.instrument);
                    case ADD_INSTRUMENT -> instrument(Objects.requireNonNull(command.definition));
                    case SET_PHASE ->
                            "phase "
                                    + symbol(command.instrument)
                                    + " "
                                    + command.phase
                                    + nanos("until", command.expireTimeNanos);
                    case SET_REFERENCE_PRICE ->
                            "reference " + symbol(command.instrument) + " " + command.price;
                    case SET_LIMITS ->
                            "limits "
                                    + command.account
                                    + limits(Objects.requireNonNull(command.limits));
                    case ADJUST_BALANCE ->
                            "deposit %d asset=%d %d"
                                    .formatted(command.account, command.asset, command.quantity);
                    case MALFORMED, NOTHING -> command.action.toString();
                };
        return "@" + command.timeNanos + "ns " + rest;
    }

    private static String symbol(int instrument) {
        return instrument == Command.EVERY_INSTRUMENT ? "" : Traffic.symbol(instrument);
    }

    private static String side(Side side) {
        return side.name().toLowerCase(Locale.ROOT);
    }

    private static String named(String name, long value) {
        return value == Command.ABSENT ? "" : " " + name + "=" + value;
    }

    private static String nanos(String name, long value) {
        return value == Command.ABSENT ? "" : " " + name + "=" + value + "ns";
    }

    private static String price(Command command) {
        return command.price == Command.ABSENT ? "" : " @ " + command.price;
    }

    private static String session(Command command) {
        return command.session == Command.NO_SESSION ? "" : " session=" + command.session;
    }

    private static String order(Command order) {
        boolean limit = order.type == OrderType.LIMIT || order.type == OrderType.STOP_LIMIT;
        boolean usual = order.timeInForce == (limit ? TimeInForce.GTC : TimeInForce.IOC);
        return "new %d %s %s %d%s%s%s%s%s%s%s%s%s"
                .formatted(
                        order.orderId,
                        symbol(order.instrument),
                        side(order.side),
                        order.quantity,
                        limit ? price(order) : "",
                        usual ? "" : " " + order.timeInForce,
                        nanos("expires", order.expireTimeNanos),
                        named("stop", order.stopPrice),
                        named("display", order.displayQuantity),
                        named("account", order.account),
                        session(order),
                        " stp=" + order.selfTrade,
                        order.cancelOnDisconnect ? " cod" : "");
    }

    private static String massCancel(Command command) {
        String side =
                switch (command.sides) {
                    case 1 -> " side=buy";
                    case 2 -> " side=sell";
                    default -> "";
                };
        return "mass-cancel"
                + named("account", command.account)
                + session(command)
                + (command.instrument == Command.EVERY_INSTRUMENT
                        ? ""
                        : " instrument=" + symbol(command.instrument))
                + side;
    }

    private static String limits(AccountLimits limits) {
        return " quantity=%d notional=%d collar=%d open=%d position=%d rate=%d burst=%d"
                .formatted(
                        limits.orderQuantityMax(),
                        limits.orderNotionalMax(),
                        limits.collarPpm(),
                        limits.openOrdersMax(),
                        limits.positionMax(),
                        limits.ordersPerSecondMax(),
                        limits.burstMax());
    }

    private static String instrument(Instrument rules) {
        return "instrument %s tick=%d lot=%d max=%d band=%d interruption=%d for=%dns reference=%d"
                        .formatted(
                                rules.symbol(),
                                rules.tickSize(),
                                rules.lotSize(),
                                rules.quantityMax(),
                                rules.bandPpm(),
                                rules.interruptionPpm(),
                                rules.interruptionNanos(),
                                rules.referencePrice())
                + " first=%s allocation=%s fees=%d/%d/%d dayEnd=%dns%s"
                        .formatted(
                                rules.firstPhase(),
                                rules.allocation(),
                                rules.makerFeePpm(),
                                rules.takerFeePpm(),
                                rules.auctionFeePpm(),
                                rules.dayEndNanos(),
                                rules.checksBalances()
                                        ? " balances="
                                                + rules.baseAsset()
                                                + "/"
                                                + rules.quoteAsset()
                                        : "");
    }
}

package dev.kanishk.matching.reference;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.OrderType;
import dev.kanishk.matching.command.SelfTrade;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.command.TimeInForce;

/** A live order. */
final class ReferenceOrder {
    final long id;
    final long account;
    final int session;
    final Side side;
    final TimeInForce timeInForce;
    final long displayQuantity;
    final long stopPrice;
    final SelfTrade selfTrade;
    final boolean cancelOnDisconnect;

    /** When it expires, or {@link Command#ABSENT}. */
    final long expireTimeNanos;

    OrderType type;
    long price;
    long open;
    long shown;

    /** Its place among all that entered a queue: a later one entered later. */
    long entry;

    ReferenceOrder(Command command, long expireTimeNanos) {
        this.id = command.orderId;
        this.account = command.account;
        this.session = command.session;
        this.side = command.side;
        this.timeInForce = command.timeInForce;
        this.displayQuantity = command.displayQuantity;
        this.stopPrice = command.stopPrice;
        this.selfTrade = command.selfTrade;
        this.cancelOnDisconnect = command.cancelOnDisconnect;
        this.expireTimeNanos = expireTimeNanos;
        this.type = command.type;
        this.price = command.price;
        this.open = command.quantity;
    }

    private ReferenceOrder(ReferenceOrder other) {
        this.id = other.id;
        this.account = other.account;
        this.session = other.session;
        this.side = other.side;
        this.timeInForce = other.timeInForce;
        this.displayQuantity = other.displayQuantity;
        this.stopPrice = other.stopPrice;
        this.selfTrade = other.selfTrade;
        this.cancelOnDisconnect = other.cancelOnDisconnect;
        this.expireTimeNanos = other.expireTimeNanos;
        this.type = other.type;
        this.price = other.price;
        this.open = other.open;
        this.shown = other.shown;
        this.entry = other.entry;
    }

    ReferenceOrder copy() {
        return new ReferenceOrder(this);
    }

    boolean isStop() {
        return type == OrderType.STOP || type == OrderType.STOP_LIMIT;
    }

    /** What it shows of a fresh slice. */
    long slice() {
        return displayQuantity == Command.ABSENT ? open : Math.min(displayQuantity, open);
    }

    boolean sharesAccount(ReferenceOrder other) {
        return account != Command.ABSENT && account == other.account;
    }

    /** Whether an order at this price on the other side may trade with it. */
    boolean meets(long otherPrice) {
        return type == OrderType.MARKET
                || (side == Side.BUY ? otherPrice <= price : otherPrice >= price);
    }

    boolean rests() {
        return type == OrderType.LIMIT
                && timeInForce != TimeInForce.IOC
                && timeInForce != TimeInForce.FOK;
    }
}

package dev.kanishk.matching.orderbook;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.instrument.Allocation;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.instrument.Phase;

/** What the books hold of one instrument. */
final class InstrumentBook {
    private static final long DAY_NANOS = 86_400_000_000_000L;

    final int index;
    final int id;
    final Instrument instrument;
    final PriceLadder bids;
    final PriceLadder offers;

    /** Waiting stops by stop price: the first to be triggered is the best. */
    final PriceLadder buyStops;

    final PriceLadder sellStops;
    final ExpiryQueue expiries;

    /** The four ladders by the bits {@link OrderSlab#SELL} and {@link OrderSlab#WAITS}. */
    private final PriceLadder[] ladders;

    final boolean proRata;
    final boolean charges;
    final boolean checksBalances;
    final boolean interrupts;
    final long quantityMax;

    /** Whether no rule above but fees is looked at for an order, and neither ticks nor lots. */
    private final boolean hasPlainRules;

    /** Whether it trades continuously by plain rules, so that orders need few checks. */
    boolean isPlain;

    Phase phase;
    long phaseEndNanos = Command.ABSENT;
    long clockNanos = Long.MIN_VALUE;
    long dueNanos = Long.MAX_VALUE;

    /** The last trade's price, or 0 if nothing has traded. */
    long lastPrice;

    /** The reference price, or 0. */
    long referencePrice;

    long bandLow;
    long bandHigh = Long.MAX_VALUE;
    long nextEntry = 1;

    InstrumentBook(
            int index,
            Instrument instrument,
            OrderSlab orders,
            PriceLevels levels,
            LadderNodes nodes) {
        this.index = index;
        this.id = instrument.id();
        this.instrument = instrument;
        this.bids = new PriceLadder(nodes, levels, true);
        this.offers = new PriceLadder(nodes, levels, false);
        this.buyStops = new PriceLadder(nodes, levels, false);
        this.sellStops = new PriceLadder(nodes, levels, true);
        this.ladders = new PriceLadder[] {bids, offers, buyStops, sellStops};
        this.expiries = new ExpiryQueue(orders);
        this.proRata = instrument.allocation() == Allocation.PRO_RATA;
        this.charges =
                (instrument.makerFeePpm() | instrument.takerFeePpm() | instrument.auctionFeePpm())
                        != 0;
        this.checksBalances = instrument.checksBalances();
        this.interrupts = instrument.interruptionPpm() != 0;
        this.quantityMax = instrument.quantityMax();
        this.hasPlainRules =
                instrument.tickSize() == 1
                        && instrument.lotSize() == 1
                        && !(proRata || checksBalances || interrupts);
        this.phase = instrument.firstPhase();
        this.isPlain = hasPlainRules && phase == Phase.CONTINUOUS;
        referencePrice(instrument.referencePrice());
    }

    void referencePrice(long price) {
        referencePrice = price;
        if (instrument.bandPpm() != 0 && price > 0) {
            long width = Ratio.ppm(price, instrument.bandPpm());
            bandLow = price - width;
            bandHigh = Ratio.saturatedSum(price, width);
        } else {
            bandLow = 0;
            bandHigh = Long.MAX_VALUE;
        }
    }

    PriceLadder side(boolean buys) {
        return ladders[buys ? 0 : 1];
    }

    PriceLadder side(Side side) {
        return side(side == Side.BUY);
    }

    /** Returns the ladder of an order, by its flags: of resting orders or of waiting stops. */
    PriceLadder ladder(int flags) {
        return ladders[flags & (OrderSlab.SELL | OrderSlab.WAITS)];
    }

    /** Returns whether an order would meet the other side at once. */
    boolean crosses(boolean buys, long price) {
        return side(!buys).reaches(price);
    }

    boolean isCrossed() {
        return bids.best() != 0 && offers.best() != 0 && bids.bestPrice() >= offers.bestPrice();
    }

    /** Returns whether a stop is triggered by the last trade. */
    boolean triggers(boolean buys, long stopPrice) {
        return lastPrice != 0 && (buys ? lastPrice >= stopPrice : lastPrice <= stopPrice);
    }

    /** Returns when a day order of now expires. */
    long dayEndNanos() {
        if (clockNanos > Long.MAX_VALUE - 2 * DAY_NANOS
                || clockNanos < Long.MIN_VALUE + 2 * DAY_NANOS) {
            return Long.MAX_VALUE;
        }
        long end = instrument.dayEndNanos();
        return (Math.floorDiv(clockNanos - end, DAY_NANOS) + 1) * DAY_NANOS + end;
    }

    /** Makes known when something is due next, and whether orders need few checks till then. */
    void updateDue() {
        isPlain = hasPlainRules && phase == Phase.CONTINUOUS;
        long end = phaseEndNanos == Command.ABSENT ? Long.MAX_VALUE : phaseEndNanos;
        dueNanos = Math.min(expiries.nextNanos(), end);
    }
}

package dev.kanishk.matching.book;

/** The two sides of one symbol, and its waiting stops, oldest first. */
final class SymbolBook {
    final long symbolHigh;
    final long symbolLow;
    final int index;
    final PriceLevels bids = new PriceLevels(Side.BUY);
    final PriceLevels offers = new PriceLevels(Side.SELL);
    private final OrderSlab orders;

    long lastTradePrice = Command.ABSENT;
    private int firstStop;
    private int lastStop;

    SymbolBook(long symbolHigh, long symbolLow, int index, OrderSlab orders) {
        this.symbolHigh = symbolHigh;
        this.symbolLow = symbolLow;
        this.index = index;
        this.orders = orders;
    }

    PriceLevels levels(Side side) {
        return side == Side.BUY ? bids : offers;
    }

    int firstStop() {
        return firstStop;
    }

    boolean crosses(Side side, long price) {
        PriceLevels opposite = side == Side.BUY ? offers : bids;
        if (opposite.size() == 0) {
            return false;
        }
        long best = opposite.price(opposite.best());
        return side == Side.BUY ? best <= price : best >= price;
    }

    boolean triggered(Side side, long stopPrice) {
        if (lastTradePrice == Command.ABSENT) {
            return false;
        }
        return side == Side.BUY ? lastTradePrice >= stopPrice : lastTradePrice <= stopPrice;
    }

    /** Returns the triggered stop that has waited longest, or 0. O(waiting stops). */
    int firstTriggeredStop() {
        for (int slot = firstStop; slot != 0; slot = orders.next(slot)) {
            if (triggered(orders.side(slot), orders.shown(slot))) {
                return slot;
            }
        }
        return 0;
    }

    void addStop(int slot) {
        orders.previous(slot, lastStop);
        if (lastStop == 0) {
            firstStop = slot;
        } else {
            orders.next(lastStop, slot);
        }
        lastStop = slot;
    }

    void removeStop(int slot) {
        int previous = orders.previous(slot);
        int next = orders.next(slot);
        if (previous == 0) {
            firstStop = next;
        } else {
            orders.next(previous, next);
        }
        if (next == 0) {
            lastStop = previous;
        } else {
            orders.previous(next, previous);
        }
    }

    /** Puts an order behind the others of its price. */
    void addOrder(int slot) {
        PriceLevels levels = levels(orders.side(slot));
        int level = levels.find(orders.price(slot));
        if (level < 0) {
            level = -level - 1;
            levels.insert(level, orders.price(slot));
        }
        append(levels, level, slot);
    }

    private void append(PriceLevels levels, int level, int slot) {
        int tail = levels.tail(level);
        orders.previous(slot, tail);
        orders.next(slot, 0);
        if (tail == 0) {
            levels.head(level, slot);
        } else {
            orders.next(tail, slot);
        }
        levels.tail(level, slot);
    }

    void removeOrder(int slot) {
        PriceLevels levels = levels(orders.side(slot));
        int level = levels.find(orders.price(slot));
        assert level >= 0 : "no level for a resting order";
        unlink(levels, level, slot);
        if (levels.head(level) == 0) {
            levels.remove(level);
        }
    }

    /** Puts the first order of a level behind the others. */
    void rotate(PriceLevels levels, int level) {
        int slot = levels.head(level);
        unlink(levels, level, slot);
        append(levels, level, slot);
    }

    private void unlink(PriceLevels levels, int level, int slot) {
        int previous = orders.previous(slot);
        int next = orders.next(slot);
        if (previous == 0) {
            levels.head(level, next);
        } else {
            orders.next(previous, next);
        }
        if (next == 0) {
            levels.tail(level, previous);
        } else {
            orders.previous(next, previous);
        }
    }
}

package dev.kanishk.matching.flow;

import dev.kanishk.matching.command.Side;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The sides of live orders, whose replacement does not say it.
 *
 * <p>One long a place, the id and a bit, in an open-addressing table that is at most half full;
 * removal moves what follows back. At its bound, orders that have ended unseen are dropped; if that
 * makes no room, further orders are not remembered.
 */
final class OrderSides {
    /** Ids must be below this and above 0. */
    static final long ID_END = 1L << 62;

    private static final int FIRST_PLACES = 1 << 8;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final int ordersMax;
    private final LongPredicate isLive;
    private long[] places = new long[FIRST_PLACES];
    private int size;
    private int refusedSinceSweep;

    OrderSides(int ordersMax, LongPredicate isLive) {
        this.ordersMax = ordersMax;
        this.isLive = isLive;
        this.refusedSinceSweep = ordersMax;
    }

    /** Remembers an order, unless its id is known already: then it will be rejected. */
    void add(long id, Side side) {
        if (size == ordersMax && !sweep()) {
            return;
        }
        if (size >= places.length / 2) {
            resize(places.length * 2);
        }
        int at = find(id);
        if (places[at] == 0) {
            size++;
            places[at] = (id << 1) | (side == Side.SELL ? 1 : 0);
        }
    }

    /** Returns the side of an order, or null if it is not known. */
    @Nullable Side get(long id) {
        long place = places[find(id)];
        return place == 0 ? null : (place & 1) == 0 ? Side.BUY : Side.SELL;
    }

    void remove(long id) {
        int hole = find(id);
        if (places[hole] == 0) {
            return;
        }
        size--;
        int mask = places.length - 1;
        for (int at = (hole + 1) & mask; places[at] != 0; at = (at + 1) & mask) {
            int home = home(places[at] >>> 1);
            if (((at - home) & mask) >= ((at - hole) & mask)) {
                places[hole] = places[at];
                hole = at;
            }
        }
        places[hole] = 0;
    }

    /** Drops ended orders, unless that was tried shortly before; tells whether there is room. */
    private boolean sweep() {
        refusedSinceSweep++;
        if (refusedSinceSweep > ordersMax / 4) {
            refusedSinceSweep = 0;
            resize(places.length);
        }
        return size < ordersMax;
    }

    private void resize(int capacity) {
        long[] old = places;
        boolean drops = capacity == old.length;
        places = new long[capacity];
        size = 0;
        for (long place : old) {
            if (place != 0 && (!drops || isLive.test(place >>> 1))) {
                places[find(place >>> 1)] = place;
                size++;
            }
        }
    }

    private int home(long id) {
        return (int) ((id * MIX) >>> 32) & (places.length - 1);
    }

    private int find(long id) {
        int mask = places.length - 1;
        int at = home(id);
        while (places[at] != 0 && places[at] >>> 1 != id) {
            at = (at + 1) & mask;
        }
        return at;
    }
}

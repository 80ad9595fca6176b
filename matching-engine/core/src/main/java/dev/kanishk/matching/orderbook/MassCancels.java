package dev.kanishk.matching.orderbook;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.event.CancelReason;
import java.util.Arrays;

/**
 * Cancels all orders of an account or a session. It walks over the books, so it costs as much as
 * there are orders in them, and plain orders need not be linked by their accounts.
 */
final class MassCancels {
    private static final int BUYS = 1;
    private static final int SELLS = 2;

    private final LiveOrders live;
    private final OrderSlab orders;
    private final PriceLevels levels;
    private int[] stops = new int[16];

    MassCancels(LiveOrders live) {
        this.live = live;
        this.orders = live.orders;
        this.levels = live.levels;
    }

    /** Cancels what a command asks for in one book; returns how many orders that were. */
    long cancel(InstrumentBook book, Command command) {
        long count = 0;
        int sides = command.action == Action.MASS_CANCEL ? command.sides : Command.BOTH_SIDES;
        if ((sides & BUYS) != 0) {
            count += cancelSide(book, book.bids, command);
        }
        if ((sides & SELLS) != 0) {
            count += cancelSide(book, book.offers, command);
        }
        int waiting = 0;
        if ((sides & BUYS) != 0) {
            waiting = collect(book.buyStops, command, waiting);
        }
        if ((sides & SELLS) != 0) {
            waiting = collect(book.sellStops, command, waiting);
        }
        sortByEntry(stops, waiting);
        for (int each = 0; each < waiting; each++) {
            live.cancel(book, stops[each], reason(command));
        }
        return count + waiting;
    }

    private long cancelSide(InstrumentBook book, PriceLadder ladder, Command command) {
        long count = 0;
        for (int level = ladder.best(); level != 0; ) {
            int next = ladder.next(levels.price(level));
            for (int slot = levels.head(level); slot != 0; ) {
                int following = orders.next(slot);
                if (matches(slot, command)) {
                    live.cancel(book, slot, reason(command));
                    count++;
                }
                slot = following;
            }
            level = next;
        }
        return count;
    }

    private int collect(PriceLadder ladder, Command command, int from) {
        int count = from;
        for (int level = ladder.best(); level != 0; level = ladder.next(levels.price(level))) {
            for (int slot = levels.head(level); slot != 0; slot = orders.next(slot)) {
                if (matches(slot, command)) {
                    if (count == stops.length) {
                        stops = Arrays.copyOf(stops, 2 * count);
                    }
                    stops[count++] = slot;
                }
            }
        }
        return count;
    }

    private boolean matches(int slot, Command command) {
        if (command.action == Action.DISCONNECT) {
            return orders.session(slot) == command.session
                    && (orders.flags(slot) & OrderSlab.CANCEL_ON_DISCONNECT) != 0;
        }
        if (command.action == Action.KILL_SWITCH) {
            return live.account(slot) == command.account;
        }
        return (command.account == Command.ABSENT || live.account(slot) == command.account)
                && (command.session == Command.NO_SESSION
                        || orders.session(slot) == command.session);
    }

    private static CancelReason reason(Command command) {
        return switch (command.action) {
            case DISCONNECT -> CancelReason.DISCONNECTED;
            case KILL_SWITCH -> CancelReason.KILL_SWITCH;
            default -> CancelReason.MASS_CANCEL;
        };
    }

    /** Cancels the orders of a day that has ended, in the order of their entry. */
    void expireDay(InstrumentBook book) {
        int count = book.expiries.dayOrders(this::keep);
        sortByEntry(stops, count);
        for (int each = 0; each < count; each++) {
            live.cancel(book, stops[each], CancelReason.EXPIRED);
        }
    }

    private void keep(int at, int slot) {
        if (at == stops.length) {
            stops = Arrays.copyOf(stops, 2 * at);
        }
        stops[at] = slot;
    }

    private void sortByEntry(int[] slots, int count) {
        int[] sorted = Arrays.copyOf(slots, count);
        for (int gap = 1; gap < count; gap *= 2) {
            merge(sorted, slots, gap, count);
            System.arraycopy(slots, 0, sorted, 0, count);
        }
    }

    private void merge(int[] from, int[] to, int gap, int count) {
        for (int start = 0; start < count; start += 2 * gap) {
            int middle = Math.min(start + gap, count);
            int end = Math.min(start + 2 * gap, count);
            int left = start;
            int right = middle;
            for (int at = start; at < end; at++) {
                boolean takeLeft =
                        right == end
                                || (left < middle
                                        && orders.entry(from[left]) <= orders.entry(from[right]));
                to[at] = takeLeft ? from[left++] : from[right++];
            }
        }
    }
}

package dev.kanishk.benchmarks.peers.matching;

import java.util.SplittableRandom;

/**
 * Commands on one symbol: half new orders that rest, a tenth immediate-or-cancel, the others
 * cancels of orders that entered some time before, whether they live or not. The same each time.
 */
final class LimitOrderFlow {
    static final byte REST = 0;
    static final byte TAKE = 1;
    static final byte CANCEL = 2;

    private static final long SEED = 20261124;
    private static final int MIDDLE = 10_000;

    final byte[] actions;
    final boolean[] buys;
    final long[] ids;
    final long[] prices;
    final long[] quantities;

    LimitOrderFlow(int resting, int commands) {
        int all = resting + commands;
        actions = new byte[all];
        buys = new boolean[all];
        ids = new long[all];
        prices = new long[all];
        quantities = new long[all];
        SplittableRandom random = new SplittableRandom(SEED);
        long nextId = 1;
        for (int at = 0; at < all; at++) {
            int draw = at < resting ? 0 : random.nextInt(100);
            buys[at] = random.nextBoolean();
            quantities[at] = 1L + random.nextInt(100);
            if (draw < 50) {
                actions[at] = REST;
                prices[at] = price(buys[at], random.nextInt(-2, 60));
                ids[at] = nextId++;
            } else if (draw < 61) {
                actions[at] = TAKE;
                prices[at] = price(buys[at], -random.nextInt(1, 5));
                ids[at] = nextId++;
            } else {
                actions[at] = CANCEL;
                ids[at] = Math.max(1, nextId - 1 - random.nextInt(2 * resting));
            }
        }
    }

    /** A price some ticks away from the middle, on the passive side of it if they are positive. */
    private static long price(boolean buys, int away) {
        return buys ? MIDDLE - (long) away : MIDDLE + 1L + away;
    }

    int length() {
        return actions.length;
    }
}

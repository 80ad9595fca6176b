package dev.kanishk.benchmarks.peers.matching.challenge;

/**
 * A flow on one symbol with the properties that the public benchmark's description gives, written
 * from that description.
 *
 * <p>A middle price follows geometric Brownian motion whose standard deviation over the whole flow
 * is the swing; buys are priced along its first half, sells along its second, all of them passive
 * by a draw of the {@link DepthProfile}, and then shuffled. 15 % are immediate-or-cancel. Of the
 * others 20 % are modified (one lot more, four in five also a tick nearer) and 95 % cancelled; 2 %
 * of the cancels come twice, and 2 % of the orders both modified and cancelled are modified once
 * more after their end. As in the public flows, one order's messages are over before the next one
 * arrives, so that what rests is the twentieth that is never cancelled, as far as nothing trades
 * with it.
 */
final class SwingFlow {
    private static final double MIDDLE_TICKS = 33_504;
    private static final double IMMEDIATE = 0.15;
    private static final double MODIFIED = 0.20;
    private static final double REPRICED = 0.80;
    private static final double CANCELLED = 0.95;
    private static final double REPEATED = 0.02;
    private static final int QUANTITY_MAX = 100;
    // The mean of the messages that one order leads to, a little less: there are always enough.
    private static final double MESSAGES_PER_ORDER = 1.98;

    private SwingFlow() {}

    static OrderFlow make(double swing, int messages, long seed) {
        FlowRandom random = new FlowRandom(seed);
        DepthProfile depths = new DepthProfile();
        int orders = (int) (messages / MESSAGES_PER_ORDER) + 64;
        long[] prices = new long[orders];
        int[] arrivals = new int[orders];
        double step = swing / StrictMath.sqrt(orders);
        double logMiddle = StrictMath.log(MIDDLE_TICKS);
        for (int order = 0; order < orders; order++) {
            logMiddle += step * random.normal() - step * step / 2;
            long middle = StrictMath.round(StrictMath.exp(logMiddle));
            int away = depths.draw(random);
            prices[order] = Math.max(1, buys(order, orders) ? middle - away : middle + away);
            int swapped = random.below(order + 1);
            arrivals[order] = arrivals[swapped];
            arrivals[swapped] = order;
        }
        OrderFlow.Builder flow = new OrderFlow.Builder(messages);
        for (int arrival = 0; flow.length() < messages; arrival++) {
            int order = arrivals[arrival];
            add(flow, random, order + 1L, buys(order, orders), prices[order], messages);
        }
        return flow.build(0);
    }

    private static boolean buys(int order, int orders) {
        return order < orders / 2;
    }

    private static void add(
            OrderFlow.Builder flow,
            FlowRandom random,
            long orderId,
            boolean buy,
            long price,
            int messages) {
        int quantity = 1 + random.below(QUANTITY_MAX);
        boolean immediate = random.chance(IMMEDIATE);
        flow.onNew(0, orderId, buy, immediate, price, quantity);
        if (immediate) {
            return;
        }
        boolean modified = random.chance(MODIFIED);
        long newPrice = price;
        if (modified && random.chance(REPRICED)) {
            newPrice = Math.max(1, buy ? price + 1 : price - 1);
        }
        if (modified && flow.length() < messages) {
            flow.onModify(0, orderId, buy, newPrice, quantity + 1);
        }
        if (!random.chance(CANCELLED)) {
            return;
        }
        int cancels = random.chance(REPEATED) ? 2 : 1;
        for (int cancel = 0; cancel < cancels && flow.length() < messages; cancel++) {
            flow.onCancel(0, orderId);
        }
        if (modified && random.chance(REPEATED) && flow.length() < messages) {
            flow.onModify(0, orderId, buy, newPrice, quantity + 1);
        }
    }
}

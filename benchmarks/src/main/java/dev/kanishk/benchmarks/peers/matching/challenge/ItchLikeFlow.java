package dev.kanishk.benchmarks.peers.matching.challenge;

import java.util.Arrays;

/**
 * A mix of messages as on NASDAQ's feed: 49 % new orders, 42 % cancels, 5 % immediate-or-cancel, 3
 * % moves to another price, on so many live orders, evenly spread over symbols, which is the
 * hardest case for caches.
 *
 * <p>The orders that live from the start are the flow's prefill. Cancels and moves name a live
 * order, each with the same chance, however long it has rested; a mix of them with new orders is
 * swayed so that the number of live orders stays within 1 % (at least 50 orders) of the given one.
 * Each symbol's middle price walks at random, by a tick in so many of its messages that the orders
 * which it overtakes are few beside those cancelled. Made with the {@link ReferenceEngine}, which
 * knows what lives.
 */
final class ItchLikeFlow {
    private static final long SEED = 20_261_124;
    private static final int MIDDLE_TICKS = 33_504;
    private static final int QUANTITY_MAX = 100;
    private static final int TICKS_THROUGH_MAX = 2;
    private static final int STEP = 8;
    private static final double SHARES = 0.99;
    private static final double IMMEDIATE = 0.05 / SHARES;
    private static final double MOVE = IMMEDIATE + 0.03 / SHARES;
    private static final double CANCEL = MOVE + 0.42 / SHARES;

    private final FlowRandom random = new FlowRandom(SEED);
    private final DepthProfile depths = new DepthProfile();
    private final OrderFlow.Builder flow;
    private final ReferenceEngine engine;
    private final int liveOrders;
    private final int messagesPerStep;
    private final int[] middles;
    // Every live order is among the first `known` ids; those that traded meanwhile are found dead.
    private final int[] symbols;
    private final long[] ids;
    private int known;
    private long lastId;

    private ItchLikeFlow(int liveOrders, int symbolCount, int messages) {
        this.flow = new OrderFlow.Builder(liveOrders + messages);
        this.engine = new ReferenceEngine(ReportRing.own(ReportRing.REPORTS_DEFAULT), symbolCount);
        this.liveOrders = liveOrders;
        this.messagesPerStep = STEP * Math.max(1, liveOrders / symbolCount);
        this.middles = new int[symbolCount];
        this.symbols = new int[liveOrders + messages + 1];
        this.ids = new long[liveOrders + messages + 1];
        Arrays.fill(middles, MIDDLE_TICKS);
    }

    static OrderFlow make(int liveOrders, int symbolCount, int messages) {
        if (liveOrders < 1 || symbolCount < 1) {
            throw new IllegalArgumentException(
                    liveOrders + " live orders on " + symbolCount + " symbols: use 1 or more");
        }
        ItchLikeFlow maker = new ItchLikeFlow(liveOrders, symbolCount, messages);
        while (maker.engine.live() < liveOrders && maker.flow.length() < liveOrders) {
            maker.add();
        }
        int prefill = maker.flow.length();
        while (maker.flow.length() < prefill + messages) {
            maker.next();
        }
        return maker.flow.build(prefill);
    }

    private void next() {
        int symbol = random.below(middles.length);
        if (random.below(messagesPerStep) == 0) {
            middles[symbol] += random.below(2) == 0 ? 1 : -1;
        }
        double draw = random.uniform();
        int slack = Math.max(50, liveOrders / 100);
        if (draw < IMMEDIATE) {
            take(symbol);
        } else if (draw < MOVE && engine.live() > 0) {
            move(randomLive());
        } else if (engine.live() > liveOrders + slack
                || (draw < CANCEL && engine.live() > Math.max(0, liveOrders - slack))) {
            cancel(randomLive());
        } else {
            add();
        }
    }

    private void add() {
        int symbol = random.below(middles.length);
        boolean buy = random.below(2) == 0;
        enter(symbol, buy, false, passivePrice(symbol, buy));
        if (engine.isLive(lastId)) {
            ids[known++] = lastId;
        }
    }

    private void take(int symbol) {
        boolean buy = random.below(2) == 0;
        int through = random.below(TICKS_THROUGH_MAX + 1);
        long best = engine.best(symbol, !buy);
        boolean none = best == ReferenceEngine.NO_PRICE;
        long price = none ? middles[symbol] : buy ? best + through : Math.max(1, best - through);
        enter(symbol, buy, true, price);
    }

    private void enter(int symbol, boolean buy, boolean immediate, long price) {
        int quantity = 1 + random.below(QUANTITY_MAX);
        lastId++;
        symbols[(int) lastId] = symbol;
        engine.onNew(flow.length(), symbol, lastId, buy, immediate, price, quantity);
        flow.onNew(symbol, lastId, buy, immediate, price, quantity);
    }

    private void cancel(int at) {
        long id = ids[at];
        int symbol = symbols[(int) id];
        engine.onCancel(flow.length(), symbol, id);
        flow.onCancel(symbol, id);
        ids[at] = ids[--known];
    }

    private void move(int at) {
        long id = ids[at];
        int symbol = symbols[(int) id];
        boolean buy = engine.buy(id);
        int open = engine.open(id);
        long price = passivePrice(symbol, buy);
        while (price == engine.price(id)) {
            price = passivePrice(symbol, buy);
        }
        engine.onModify(flow.length(), symbol, id, buy, price, open);
        flow.onModify(symbol, id, buy, price, open);
    }

    private int randomLive() {
        int at = random.below(known);
        while (!engine.isLive(ids[at])) {
            ids[at] = ids[--known];
            at = random.below(known);
        }
        return at;
    }

    private long passivePrice(int symbol, boolean buy) {
        int away = depths.draw(random);
        return Math.max(1, buy ? middles[symbol] - away : middles[symbol] + away);
    }
}

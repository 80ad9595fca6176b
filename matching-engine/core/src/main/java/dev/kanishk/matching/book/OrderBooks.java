package dev.kanishk.matching.book;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The order books of many symbols, written by one thread.
 *
 * <p>{@link #apply} carries out one command after the other: price, then time; limit and market
 * orders, stops, icebergs, four times in force, replaces and self-trade prevention. It reads no
 * clock, and allocates nothing once its arrays have grown to the size of the flow, or {@link
 * #reserve} has made them so. A command costs O(1) near the best price; a stop that triggers, a
 * walk over the waiting stops of its symbol.
 *
 * <p>Bounded: beyond {@code ordersMax} live orders, eight times as many ids, 67 million groups of
 * sixteen neighbouring ids, or 65,536 symbols, a new order is rejected {@link
 * Reason#CAPACITY_REACHED}. Not thread-safe.
 */
public final class OrderBooks {
    /** The live orders that an engine holds unless told otherwise. */
    public static final int ORDERS_MAX_DEFAULT = 1 << 22;

    private final BookListener listener;
    private final OrderSlab orders;
    private final IdTable ids;
    private final SymbolTable symbols;
    private long line;

    private long takerId;
    private Side takerSide = Side.BUY;
    private long takerAccount;
    private long takerPrice;
    private long takerOpen;
    private long takerDisplay;
    private boolean takerIsMarket;
    private TimeInForce takerTime = TimeInForce.GTC;
    private SelfTrade takerSelfTrade = SelfTrade.NONE;

    /**
     * Makes empty books.
     *
     * @param listener told of trades and rejects
     * @param ordersMax the live orders that fit, 1 to 2^27
     */
    public OrderBooks(BookListener listener, int ordersMax) {
        if (ordersMax < 1 || ordersMax > 1 << 27) {
            throw new IllegalArgumentException("ordersMax is " + ordersMax + ": use 1 to 2^27");
        }
        this.listener = listener;
        this.orders = new OrderSlab(ordersMax);
        this.ids = new IdTable((int) Math.min(1L << 29, 8L * ordersMax));
        this.symbols = new SymbolTable(orders);
    }

    /**
     * Makes room, so that nothing is allocated for orders and ids until there are more of them.
     *
     * @param liveOrders orders that live at a time; more than {@code ordersMax} is taken as that
     * @param orderIds ids that are used in all, if they follow one another
     */
    public void reserve(int liveOrders, int orderIds) {
        orders.reserve(liveOrders);
        ids.reserve(orderIds);
    }

    /**
     * Returns how many commands were applied.
     *
     * @return the number of the last command
     */
    public long commands() {
        return line;
    }

    /**
     * Returns how many orders rest or wait.
     *
     * @return live orders
     */
    public int liveOrders() {
        return orders.live();
    }

    /**
     * Applies one command and tells the listener what it led to.
     *
     * @param command what to do; not kept
     */
    public void apply(Command command) {
        line++;
        switch (command.action) {
            case NEW -> enterNew(command);
            case CANCEL -> cancel(command.orderId);
            case REPLACE -> replace(command);
            case MALFORMED -> reject(command.orderId, Reason.MALFORMED);
            case NOTHING -> {}
        }
    }

    private void enterNew(Command command) {
        boolean limited = command.type == OrderType.LIMIT || command.type == OrderType.STOP_LIMIT;
        if (ids.get(command.orderId) != IdTable.UNUSED) {
            reject(command.orderId, Reason.DUPLICATE_ORDER);
            return;
        }
        if (command.quantity < 1) {
            reject(command.orderId, Reason.INVALID_QUANTITY);
            return;
        }
        if (limited && command.price < 1) {
            reject(command.orderId, Reason.INVALID_PRICE);
            return;
        }
        SymbolBook book = symbols.getOrAdd(command.symbolHigh, command.symbolLow);
        if (book == null || orders.isFull() || ids.isFull()) {
            reject(command.orderId, Reason.CAPACITY_REACHED);
            return;
        }
        ids.put(command.orderId, IdTable.ENDED);
        takerId = command.orderId;
        takerSide = command.side;
        takerAccount = command.account;
        takerIsMarket = !limited;
        takerPrice = limited ? command.price : takerSide == Side.BUY ? Long.MAX_VALUE : 0;
        takerOpen = command.quantity;
        takerDisplay = command.displayQuantity;
        takerTime = command.timeInForce;
        takerSelfTrade = command.selfTrade;
        boolean stop = command.type == OrderType.STOP || command.type == OrderType.STOP_LIMIT;
        if (stop && !book.triggered(command.side, command.stopPrice)) {
            book.addStop(store(book, command.stopPrice, true));
            return;
        }
        enter(book);
        activateStops(book);
    }

    private void cancel(long orderId) {
        int slot = ids.get(orderId);
        if (slot <= 0) {
            reject(orderId, Reason.UNKNOWN_ORDER);
            return;
        }
        SymbolBook book = symbols.at(orders.book(slot));
        if (orders.waits(slot)) {
            book.removeStop(slot);
        } else {
            book.removeOrder(slot);
        }
        end(slot);
    }

    private void replace(Command command) {
        long id = command.orderId;
        int slot = ids.get(id);
        if (slot <= 0) {
            reject(id, Reason.UNKNOWN_ORDER);
        } else if (command.quantity < 1) {
            reject(id, Reason.INVALID_QUANTITY);
        } else if (orders.waits(slot)) {
            reject(id, Reason.NOT_REPLACEABLE);
        } else if (command.price != Command.ABSENT && command.price < 1) {
            reject(id, Reason.INVALID_PRICE);
        } else {
            long price = command.price == Command.ABSENT ? orders.price(slot) : command.price;
            replaceLive(slot, price, command.quantity);
        }
    }

    private void replaceLive(int slot, long price, long quantity) {
        SymbolBook book = symbols.at(orders.book(slot));
        if (price == orders.price(slot) && quantity <= orders.open(slot)) {
            orders.open(slot, quantity);
            orders.shown(slot, Math.min(orders.shown(slot), quantity));
        } else if (orders.timeInForce(slot) == TimeInForce.POST_ONLY
                && book.crosses(orders.side(slot), price)) {
            reject(orders.id(slot), Reason.WOULD_TRADE);
        } else {
            take(slot);
            takerPrice = price;
            takerOpen = quantity;
            book.removeOrder(slot);
            end(slot);
            enter(book);
        }
        activateStops(book);
    }

    /** Makes a live order the incoming one. */
    private void take(int slot) {
        takerId = orders.id(slot);
        takerSide = orders.side(slot);
        takerAccount = orders.account(slot);
        takerPrice = orders.price(slot);
        takerOpen = orders.open(slot);
        takerDisplay = orders.display(slot);
        takerIsMarket = orders.market(slot);
        takerTime = orders.timeInForce(slot);
        takerSelfTrade = orders.selfTrade(slot);
    }

    private void activateStops(SymbolBook book) {
        int slot = book.firstTriggeredStop();
        while (slot != 0) {
            take(slot);
            book.removeStop(slot);
            end(slot);
            enter(book);
            slot = book.firstTriggeredStop();
        }
    }

    private void enter(SymbolBook book) {
        if (takerTime == TimeInForce.POST_ONLY && book.crosses(takerSide, takerPrice)) {
            reject(takerId, Reason.WOULD_TRADE);
            return;
        }
        if (takerTime == TimeInForce.FOK && !canFill(book)) {
            reject(takerId, Reason.CANNOT_FILL);
            return;
        }
        boolean ended = match(book);
        boolean rests = takerTime == TimeInForce.GTC || takerTime == TimeInForce.POST_ONLY;
        if (!ended && takerOpen > 0 && rests && !takerIsMarket) {
            long shown =
                    takerDisplay == Command.ABSENT ? takerOpen : Math.min(takerDisplay, takerOpen);
            book.addOrder(store(book, shown, false));
        }
    }

    /** Trades the incoming order; returns whether self-trade prevention ended it. */
    private boolean match(SymbolBook book) {
        PriceLevels levels = takerSide == Side.BUY ? book.offers : book.bids;
        while (takerOpen > 0 && book.crosses(takerSide, takerPrice)) {
            int level = levels.best();
            int maker = levels.head(level);
            if (!isSelfTrade(maker)) {
                trade(book, levels, level, maker);
            } else if (preventSelfTrade(book, maker)) {
                return true;
            }
        }
        return false;
    }

    private void trade(SymbolBook book, PriceLevels levels, int level, int maker) {
        long price = levels.price(level);
        long quantity = Math.min(takerOpen, orders.shown(maker));
        long open = orders.open(maker) - quantity;
        takerOpen -= quantity;
        orders.open(maker, open);
        orders.shown(maker, orders.shown(maker) - quantity);
        book.lastTradePrice = price;
        listener.onTrade(
                line,
                book.symbolHigh,
                book.symbolLow,
                price,
                quantity,
                orders.id(maker),
                takerId,
                takerSide);
        if (open == 0) {
            book.removeOrder(maker);
            end(maker);
        } else if (orders.shown(maker) == 0) {
            orders.shown(maker, Math.min(orders.display(maker), open));
            book.rotate(levels, level);
        }
    }

    private boolean isSelfTrade(int maker) {
        return takerSelfTrade != SelfTrade.NONE
                && takerAccount != Command.ABSENT
                && orders.account(maker) == takerAccount;
    }

    private boolean preventSelfTrade(SymbolBook book, int maker) {
        if (takerSelfTrade == SelfTrade.CANCEL_NEWEST) {
            return true;
        }
        if (takerSelfTrade == SelfTrade.DECREMENT) {
            long quantity = Math.min(takerOpen, orders.open(maker));
            long open = orders.open(maker) - quantity;
            takerOpen -= quantity;
            orders.open(maker, open);
            orders.shown(maker, Math.min(orders.shown(maker), open));
            if (open > 0) {
                return false;
            }
        }
        book.removeOrder(maker);
        end(maker);
        return takerSelfTrade == SelfTrade.CANCEL_BOTH;
    }

    /**
     * Tells whether matching would trade the whole quantity. A level without an order of the
     * taker's account gives all its open quantity; in one where meeting such an order ends the
     * trading, only the slices shown before it count, as what icebergs show next goes behind it.
     */
    private boolean canFill(SymbolBook book) {
        PriceLevels levels = takerSide == Side.BUY ? book.offers : book.bids;
        long need = takerOpen;
        for (int level = levels.best(); level >= 0 && need > 0; level--) {
            long price = levels.price(level);
            if (takerSide == Side.BUY ? price > takerPrice : price < takerPrice) {
                return false;
            }
            if (takerSelfTrade != SelfTrade.CANCEL_OLDEST && holdsOwn(levels, level)) {
                return shownBeforeOwn(levels, level) >= need;
            }
            for (int at = levels.head(level); at != 0 && need > 0; at = orders.next(at)) {
                need -= isSelfTrade(at) ? 0 : Math.min(need, orders.open(at));
            }
        }
        return need == 0;
    }

    private boolean holdsOwn(PriceLevels levels, int level) {
        for (int at = levels.head(level); at != 0; at = orders.next(at)) {
            if (isSelfTrade(at)) {
                return true;
            }
        }
        return false;
    }

    private long shownBeforeOwn(PriceLevels levels, int level) {
        long shown = 0;
        for (int at = levels.head(level); at != 0 && !isSelfTrade(at); at = orders.next(at)) {
            shown += Math.min(orders.shown(at), takerOpen);
        }
        return shown;
    }

    private int store(SymbolBook book, long shownOrStopPrice, boolean waits) {
        int slot =
                orders.allocate(
                        takerId,
                        takerOpen,
                        shownOrStopPrice,
                        takerPrice,
                        takerAccount,
                        takerDisplay);
        orders.flags(slot, takerSide, waits, takerIsMarket, takerTime, takerSelfTrade, book.index);
        ids.put(takerId, slot);
        return slot;
    }

    private void end(int slot) {
        ids.put(orders.id(slot), IdTable.ENDED);
        orders.release(slot);
    }

    private void reject(long orderId, Reason reason) {
        listener.onReject(line, orderId, reason);
    }

    /**
     * Returns the order that trades next on a side.
     *
     * @param symbolHigh the symbol's first eight bytes
     * @param symbolLow the symbol's second eight bytes
     * @param side the side
     * @return the order's id, or {@link Command#ABSENT} if none rests
     */
    public long frontOrder(long symbolHigh, long symbolLow, Side side) {
        SymbolBook book = symbols.get(symbolHigh, symbolLow);
        if (book == null || book.levels(side).size() == 0) {
            return Command.ABSENT;
        }
        PriceLevels levels = book.levels(side);
        return orders.id(levels.head(levels.best()));
    }

    /**
     * Returns what is left of an order.
     *
     * @param orderId the order
     * @return lots still open, or 0 if it is not live
     */
    public long openQuantity(long orderId) {
        int slot = ids.get(orderId);
        return slot <= 0 ? 0 : orders.open(slot);
    }

    /**
     * Shows every resting order: symbols sorted by their bytes, bids before offers, the best price
     * first, in priority order within a price. Waiting stops are not shown.
     *
     * @param visitor is shown them
     */
    public void forEachResting(RestingOrderVisitor visitor) {
        for (SymbolBook book : sorted()) {
            for (Side side : Side.values()) {
                PriceLevels levels = book.levels(side);
                for (int level = levels.best(); level >= 0; level--) {
                    for (int at = levels.head(level); at != 0; at = orders.next(at)) {
                        visitor.onOrder(
                                book.symbolHigh,
                                book.symbolLow,
                                side,
                                levels.price(level),
                                orders.id(at),
                                orders.open(at),
                                orders.shown(at));
                    }
                }
            }
        }
    }

    private SymbolBook[] sorted() {
        SymbolBook[] all = symbols.toArray();
        Arrays.sort(
                all,
                Comparator.<SymbolBook>comparingLong(book -> book.symbolHigh + Long.MIN_VALUE)
                        .thenComparingLong(book -> book.symbolLow + Long.MIN_VALUE));
        return all;
    }

    /**
     * Returns a hash of everything that decides what later commands lead to: the commands counted,
     * the set of used ids, and per symbol in order of its bytes the last trade price, the resting
     * orders as {@link #forEachResting} shows them and the waiting stops, oldest first, each with
     * id, open and shown quantity, price, account, display quantity and options. It is {@code h =
     * mix(h + v)}, {@code mix} being SplitMix64's finalizer: the same on every JVM, and the same
     * whether the state was reached live or by recovery. O(live orders + ids).
     *
     * @return the hash
     */
    public long stateHash() {
        StateHash hash = new StateHash();
        hash.add(line);
        hash.add(ids.hash());
        for (SymbolBook book : sorted()) {
            hash.add(book.symbolHigh);
            hash.add(book.symbolLow);
            hash.add(book.lastTradePrice);
            for (Side side : Side.values()) {
                PriceLevels levels = book.levels(side);
                for (int level = levels.best(); level >= 0; level--) {
                    addAll(hash, levels.head(level));
                }
            }
            addAll(hash, book.firstStop());
        }
        return hash.value();
    }

    private void addAll(StateHash hash, int first) {
        for (int at = first; at != 0; at = orders.next(at)) {
            hash.add(orders.id(at));
            hash.add(orders.open(at));
            hash.add(orders.shown(at));
            hash.add(orders.price(at));
            hash.add(orders.account(at));
            hash.add(orders.display(at));
            hash.add(orders.flags(at) & 0xFF);
        }
    }
}

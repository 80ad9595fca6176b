package dev.kanishk.matching.orderbook;

import dev.kanishk.matching.command.AccountLimits;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.instrument.Phase;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The order books of many instruments, written by one thread.
 *
 * <p>{@link #apply} carries out one command after the other, by the rules of the reference page. It
 * reads no clock, and allocates nothing on the heap once its tables have grown to the size of the
 * flow; administrative commands may. An order, a cancel or a replace costs O(1) near the best
 * price, O(log64 of the range of prices) elsewhere, and O(log n) where it expires.
 *
 * <p>Bounded by {@link BookSettings}: what finds no room is rejected {@link
 * RejectReason#CAPACITY_REACHED} and costs nothing that was accepted. Not thread-safe.
 */
public final class OrderBooks {
    private final BookListener listener;
    private final BookSettings settings;
    private final LiveOrders live;
    private final OrderSlab orders;
    private final PriceLevels levels;
    private final UsedIds usedIds;
    private final InstrumentBooks books;
    private final OrderEntry entry;
    private final Administration administration;
    private long lines;

    /**
     * Makes empty books.
     *
     * @param settings how large they may grow
     * @param listener is told what commands lead to
     */
    public OrderBooks(BookSettings settings, BookListener listener) {
        this.settings = settings;
        this.listener = listener;
        live = new LiveOrders(settings, listener);
        orders = live.orders;
        levels = live.levels;
        usedIds = new UsedIds(settings);
        books = new InstrumentBooks(settings, live);
        Trades trades = new Trades(live);
        Matcher matcher = new Matcher(live, trades);
        Auctions auctions = new Auctions(live, trades);
        MassCancels massCancels = new MassCancels(live);
        PhaseControl phases = new PhaseControl(live, matcher, auctions, massCancels);
        entry = new OrderEntry(settings, live, usedIds, books, matcher, phases);
        administration = new Administration(live, books, phases, auctions, massCancels);
    }

    /**
     * Carries out one command and tells the listener what it led to.
     *
     * @param command what to do; not kept
     */
    public void apply(Command command) {
        listener.onCommand(command);
        switch (command.action) {
            case NEW -> {
                lines++;
                entry.enterNew(command);
            }
            case CANCEL -> {
                lines++;
                entry.cancel(command);
            }
            case REPLACE -> {
                lines++;
                entry.replace(command);
            }
            case MALFORMED -> {
                lines++;
                listener.onRejected(
                        Command.EVERY_INSTRUMENT,
                        command.orderId,
                        command.account,
                        command.session,
                        RejectReason.MALFORMED);
            }
            case NOTHING -> lines++;
            case MASS_CANCEL, DISCONNECT, KILL_SWITCH -> administration.cancelMany(command);
            case TIME -> administration.time(command);
            default -> administration.administer(command);
        }
    }

    /**
     * Returns how many lines of order flow were applied: commands that are {@code NEW}, {@code
     * CANCEL}, {@code REPLACE}, {@code MALFORMED} or {@code NOTHING}.
     *
     * @return a count
     */
    public long lines() {
        return lines;
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
     * Returns the best price of a side.
     *
     * @param instrument the instrument's number
     * @param side the side
     * @return ticks, or {@link Command#ABSENT} if no order rests
     */
    public long bestPrice(int instrument, Side side) {
        InstrumentBook book = books.get(instrument);
        return book == null || book.side(side).best() == 0
                ? Command.ABSENT
                : book.side(side).bestPrice();
    }

    /**
     * Returns what the orders of a price show together.
     *
     * @param instrument the instrument's number
     * @param side the side
     * @param price ticks
     * @return lots, 0 if none rests there
     */
    public long depthAt(int instrument, Side side, long price) {
        InstrumentBook book = books.get(instrument);
        return book == null || price < 0 ? 0 : levels.shown(book.side(side).find(price));
    }

    /**
     * Returns the order that trades next on a side.
     *
     * @param instrument the instrument's number
     * @param side the side
     * @return the order's id, or {@link Command#ABSENT} if none rests
     */
    public long frontOrder(int instrument, Side side) {
        InstrumentBook book = books.get(instrument);
        return book == null || book.side(side).best() == 0
                ? Command.ABSENT
                : orders.id(levels.head(book.side(side).best()));
    }

    /**
     * Returns what is left of an order.
     *
     * @param orderId the order
     * @return lots still open, or 0 if it is not live
     */
    public long openQuantity(long orderId) {
        int slot = live.index.get(orderId);
        return slot == 0 ? 0 : orders.open(slot);
    }

    /**
     * Returns the phase of an instrument.
     *
     * @param instrument the instrument's number
     * @return the phase, or null if there is no such instrument
     */
    public @Nullable Phase phase(int instrument) {
        InstrumentBook book = books.get(instrument);
        return book == null ? null : book.phase;
    }

    /**
     * Returns an account's position in an instrument.
     *
     * @param account the account
     * @param instrument the instrument's number
     * @return lots, negative if it sold more than it bought
     */
    public long position(long account, int instrument) {
        int row = live.positions.find(account, instrument);
        return row == 0 ? 0 : live.positions.position(row);
    }

    /**
     * Returns what an account holds of an asset, what is reserved for its orders included.
     *
     * @param account the account
     * @param asset the asset
     * @return an amount
     */
    public long balance(long account, int asset) {
        int index = live.accounts.find(account);
        return index < 0 ? 0 : live.accounts.total(live.accounts.balance(index, asset));
    }

    /**
     * Returns the limits of an account.
     *
     * @param account the account
     * @return its limits, or null if it was never given any
     */
    public @Nullable AccountLimits limits(long account) {
        int index = live.accounts.find(account);
        return index < 0 ? null : live.accounts.limits(index);
    }

    /**
     * Tells whether a kill switch blocks an account.
     *
     * @param account the account
     * @return whether it is blocked
     */
    public boolean isBlocked(long account) {
        int index = live.accounts.find(account);
        return index >= 0 && live.accounts.isBlocked(index);
    }

    /**
     * Returns when something is due that no command names: an expiry, the end of an auction or of a
     * halt. Looks at every instrument.
     *
     * @return a time of the command clock, or {@code Long.MAX_VALUE}
     */
    public long nextDueNanos() {
        long next = Long.MAX_VALUE;
        for (int index = 0; index < books.size(); index++) {
            next = Math.min(next, books.at(index).dueNanos);
        }
        return next;
    }

    /**
     * Gives every instrument, in the order in which they were added.
     *
     * @param consumer is given them
     */
    public void forEachInstrument(Consumer<Instrument> consumer) {
        for (int index = 0; index < books.size(); index++) {
            consumer.accept(books.at(index).instrument);
        }
    }

    /**
     * Shows every resting order: instruments in the order in which they were added, bids before
     * offers, the best price first, in priority order within a price. Waiting stops are not shown.
     *
     * @param visitor is shown them
     */
    public void forEachResting(RestingOrderVisitor visitor) {
        for (int index = 0; index < books.size(); index++) {
            InstrumentBook book = books.at(index);
            for (Side side : Side.values()) {
                PriceLadder ladder = book.side(side);
                for (int level = ladder.best(); level != 0; ) {
                    long price = levels.price(level);
                    for (int at = levels.head(level); at != 0; at = orders.next(at)) {
                        visitor.onOrder(
                                book.id,
                                side,
                                price,
                                orders.id(at),
                                orders.open(at),
                                orders.shown(at));
                    }
                    level = ladder.next(price);
                }
            }
        }
    }

    /**
     * Returns a hash of everything that later results depend on, in parts that can be added over
     * shards.
     *
     * @return the parts
     */
    public BookHash hash() {
        return new BookHash(
                BooksState.hash(books, live) + live.positions.hash() + usedIds.hash(),
                live.accounts.balancesHash(),
                live.accounts.limitsHash());
    }

    /**
     * Returns the hash as one number: the same state has the same on every JVM.
     *
     * @return the hash
     */
    public long stateHash() {
        return hash().value();
    }

    /**
     * Writes the state.
     *
     * @param out where it goes
     * @throws IOException if it cannot be written
     */
    public void writeTo(DataOutput out) throws IOException {
        out.writeInt(BooksState.VERSION);
        out.writeBoolean(settings.reusesOrderIds());
        out.writeLong(lines);
        live.accounts.writeTo(out);
        live.positions.writeTo(out);
        usedIds.writeTo(out);
        BooksState.write(books, live, out);
    }

    /**
     * Fills empty books with a state that was written.
     *
     * @param in where it comes from
     * @throws IOException if it cannot be read, is damaged, or does not fit the settings; the books
     *     are then of no use
     */
    public void readFrom(DataInput in) throws IOException {
        int version = in.readInt();
        if (version != BooksState.VERSION) {
            throw new IOException(
                    "the snapshot has version "
                            + version
                            + " of the format: this program reads "
                            + BooksState.VERSION);
        }
        if (in.readBoolean() != settings.reusesOrderIds()) {
            throw new IOException(
                    "the snapshot was made with reusesOrderIds set to "
                            + !settings.reusesOrderIds()
                            + ": use the same setting");
        }
        lines = in.readLong();
        live.accounts.readFrom(in);
        live.positions.readFrom(in, live.accounts.size());
        usedIds.readFrom(in);
        BooksState.read(books, live, in);
    }
}

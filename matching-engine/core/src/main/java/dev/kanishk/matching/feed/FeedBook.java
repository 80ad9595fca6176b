package dev.kanishk.matching.feed;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.EncodingException;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.instrument.Phase;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer knows of one instrument: price levels, phase and last trade, kept up to date by
 * increments and begun, or begun anew, by a snapshot.
 *
 * <p>A book is <em>stale</em> until it has joined: subscribe, give it every increment that comes,
 * ask for a snapshot, and {@link #join} it. While it is stale it shows nothing and keeps the latest
 * increments, up to a limit, the oldest of them lost first; a snapshot that they do not follow on
 * leaves it stale, and a newer one is to be asked for. A gap in the sequences makes it stale again.
 * Increments that it has seen are ignored, so that two lines may be merged.
 *
 * <p>Not thread-safe.
 */
public abstract sealed class FeedBook permits L3Book, L2Book {
    final PriceLadder bids = new PriceLadder(Side.BUY);
    final PriceLadder offers = new PriceLadder(Side.SELL);

    private final int instrument;
    private final Backlog backlog;
    private final Increment buffered = new Increment();
    private @Nullable String staleReason = "no snapshot has been joined yet";
    private long sequence;
    private long timeNanos;
    private Phase phase = Phase.CONTINUOUS;
    private long untilNanos = Command.ABSENT;
    private long lastPrice;
    private long lastQuantity;

    FeedBook(int instrument, int backlogMax) {
        requireBound(backlogMax, 1 << 24, "backlogMax");
        this.instrument = instrument;
        backlog = new Backlog(backlogMax);
    }

    static void requireBound(int value, int most, String name) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + " is " + value + ": use 1 to " + most);
        }
    }

    /**
     * Returns the instrument.
     *
     * @return its number
     */
    public final int instrument() {
        return instrument;
    }

    /**
     * Tells whether the book is what the producer's was at {@link #sequence()}.
     *
     * @return false while it is stale
     */
    public final boolean isLive() {
        return staleReason == null;
    }

    /**
     * Returns why the book is stale.
     *
     * @return the reason, null if it is live
     */
    public final @Nullable String staleReason() {
        return staleReason;
    }

    /**
     * Returns the sequence of the last increment that the book contains.
     *
     * @return the sequence; 0 while it is stale
     */
    public final long sequence() {
        return sequence;
    }

    /**
     * Returns the time of the last increment that the book contains.
     *
     * @return nanoseconds of the command clock
     */
    public final long timeNanos() {
        return timeNanos;
    }

    /**
     * Returns the phase.
     *
     * @return the phase
     */
    public final Phase phase() {
        return phase;
    }

    /**
     * Returns when the phase ends by itself.
     *
     * @return nanoseconds of the command clock, or {@link Command#ABSENT}
     */
    public final long phaseUntilNanos() {
        return untilNanos;
    }

    /**
     * Returns the price of the last trade.
     *
     * @return ticks; 0 if none is known
     */
    public final long lastTradePrice() {
        return lastPrice;
    }

    /**
     * Returns the quantity of the last trade.
     *
     * @return lots; 0 if none is known
     */
    public final long lastTradeQuantity() {
        return lastQuantity;
    }

    /**
     * Returns how many price levels a side has.
     *
     * @param side the side
     * @return the count
     */
    public final int levels(Side side) {
        return ladder(side).size();
    }

    /**
     * Returns the price of a level.
     *
     * @param side its side
     * @param rank how many levels are better, less than {@link #levels}
     * @return ticks
     * @throws IndexOutOfBoundsException if there is no such level
     */
    public final long price(Side side, int rank) {
        return ladder(side).price(place(side, rank));
    }

    /**
     * Returns what the orders of a level show together.
     *
     * @param side its side
     * @param rank how many levels are better, less than {@link #levels}
     * @return lots
     * @throws IndexOutOfBoundsException if there is no such level
     */
    public final long shown(Side side, int rank) {
        return ladder(side).shown(place(side, rank));
    }

    /**
     * Returns how many orders a level has.
     *
     * @param side its side
     * @param rank how many levels are better, less than {@link #levels}
     * @return the count
     * @throws IndexOutOfBoundsException if there is no such level
     */
    public final int orders(Side side, int rank) {
        return ladder(side).count(place(side, rank));
    }

    private int place(Side side, int rank) {
        PriceLadder ladder = ladder(side);
        return ladder.ofRank(Objects.checkIndex(rank, ladder.size()));
    }

    final PriceLadder ladder(Side side) {
        return side == Side.BUY ? bids : offers;
    }

    /**
     * Takes an increment. Allocates nothing but room for more orders, levels or, while stale,
     * increments.
     *
     * @param increment the increment
     * @return whether the book is live
     * @throws IllegalArgumentException if it is of another instrument
     */
    public final boolean apply(Increment increment) {
        if (increment.instrument != instrument) {
            throw new IllegalArgumentException(
                    "an increment of instrument "
                            + increment.instrument
                            + " was given to the book of "
                            + instrument);
        }
        if (staleReason != null) {
            backlog.add(increment);
            return false;
        }
        if (increment.sequence <= sequence) {
            return true;
        }
        if (increment.sequence != sequence + 1) {
            becomeStale(
                    "increments "
                            + (sequence + 1)
                            + " to "
                            + (increment.sequence - 1)
                            + " are missing");
            backlog.add(increment);
            return false;
        }
        return applyNext(increment);
    }

    /**
     * Takes a snapshot, and the increments after it that came while the book was stale. A live book
     * needs none, and ignores it.
     *
     * @param from where it is
     * @param offset where its first byte is
     * @param length how many bytes it has
     * @return whether the book is live; if not, {@link #staleReason} says why
     * @throws EncodingException if the bytes are no snapshot of this instrument and kind; the book
     *     stays stale
     * @throws IndexOutOfBoundsException if {@code from} has no such bytes
     * @throws IllegalArgumentException if the buffer is not little-endian
     */
    public final boolean join(ByteBuffer from, int offset, int length) {
        if (staleReason == null) {
            return true;
        }
        SnapshotLayout.require(from, offset, length, snapshotKind(), instrument);
        try {
            phase = SnapshotLayout.phase(from, offset);
            readEntries(from, offset, Side.BUY);
            readEntries(from, offset, Side.SELL);
        } catch (EncodingException e) {
            clear();
            throw e;
        }
        sequence = from.getLong(offset + SnapshotLayout.SEQUENCE);
        timeNanos = from.getLong(offset + SnapshotLayout.TIME);
        untilNanos = from.getLong(offset + SnapshotLayout.UNTIL);
        lastPrice = from.getLong(offset + SnapshotLayout.LAST_PRICE);
        lastQuantity = from.getLong(offset + SnapshotLayout.LAST_QUANTITY);
        staleReason = null;
        applyBacklog();
        return isLive();
    }

    private void readEntries(ByteBuffer from, int offset, Side side) {
        int bidsCount = from.getInt(offset + SnapshotLayout.BIDS);
        int first = side == Side.BUY ? 0 : bidsCount;
        int count = side == Side.BUY ? bidsCount : from.getInt(offset + SnapshotLayout.OFFERS);
        int at = offset + SnapshotLayout.HEADER_BYTES + SnapshotLayout.ENTRY_BYTES * first;
        for (int each = 0; each < count; each++) {
            String wrong = readEntry(from, at, side);
            if (wrong != null) {
                throw new EncodingException("entry " + (first + each) + " of a snapshot: " + wrong);
            }
            at += SnapshotLayout.ENTRY_BYTES;
        }
    }

    private void applyBacklog() {
        while (isLive() && !backlog.isEmpty()) {
            backlog.first(buffered);
            if (buffered.sequence > sequence + 1) {
                becomeStale(
                        "the snapshot ends at "
                                + sequence
                                + ", and the next increment kept is "
                                + buffered.sequence
                                + ": ask for a newer one");
            } else {
                backlog.removeFirst();
                if (buffered.sequence == sequence + 1) {
                    applyNext(buffered);
                }
            }
        }
    }

    private boolean applyNext(Increment increment) {
        String wrong = null;
        switch (increment.kind) {
            case TRADE -> {
                lastPrice = increment.price;
                lastQuantity = increment.quantity;
            }
            case PHASE -> {
                phase = increment.phase;
                untilNanos = increment.untilNanos;
            }
            case INDICATION -> {}
            default -> wrong = change(increment);
        }
        sequence = increment.sequence;
        timeNanos = increment.timeNanos;
        if (wrong != null) {
            becomeStale("increment " + increment.sequence + ": " + wrong);
        }
        return wrong == null;
    }

    private void becomeStale(String reason) {
        clear();
        staleReason = reason;
    }

    private void clear() {
        bids.clear();
        offers.clear();
        clearOrders();
        sequence = 0;
        timeNanos = 0;
        phase = Phase.CONTINUOUS;
        untilNanos = Command.ABSENT;
        lastPrice = 0;
        lastQuantity = 0;
    }

    /** Begins live and empty, as the producer's own. */
    final void begin(long atSequence) {
        staleReason = null;
        sequence = atSequence;
    }

    /** Writes a snapshot's header; returns where its entries begin. */
    @SuppressWarnings("EnumOrdinal") // the order of the constants is part of the format
    final int writeHeader(
            int kind,
            long atSequence,
            int bidEntries,
            int offerEntries,
            ByteBuffer to,
            int offset) {
        IncrementCodec.requireLittleEndian(to);
        to.putLong(offset, SnapshotLayout.head(kind, instrument));
        to.putLong(offset + SnapshotLayout.LENGTH, SnapshotLayout.bytes(bidEntries + offerEntries));
        to.putLong(offset + SnapshotLayout.SEQUENCE, atSequence);
        to.putLong(offset + SnapshotLayout.TIME, timeNanos);
        to.putLong(offset + SnapshotLayout.PHASE, phase.ordinal());
        to.putLong(offset + SnapshotLayout.UNTIL, untilNanos);
        to.putLong(offset + SnapshotLayout.LAST_PRICE, lastPrice);
        to.putLong(offset + SnapshotLayout.LAST_QUANTITY, lastQuantity);
        to.putInt(offset + SnapshotLayout.BIDS, bidEntries);
        to.putInt(offset + SnapshotLayout.OFFERS, offerEntries);
        return offset + SnapshotLayout.HEADER_BYTES;
    }

    /** Writes the levels of one side, best first; returns where they end. */
    final int writeLevels(Side side, int depth, ByteBuffer to, int offset) {
        PriceLadder ladder = ladder(side);
        int at = offset;
        for (int rank = 0; rank < depth; rank++) {
            int level = ladder.ofRank(rank);
            to.putLong(at, ladder.price(level));
            to.putLong(at + 8, ladder.shown(level));
            to.putLong(at + 16, ladder.count(level));
            at += SnapshotLayout.ENTRY_BYTES;
        }
        return at;
    }

    /** Changes orders or levels; returns what is wrong with the increment, or null. */
    abstract @Nullable String change(Increment increment);

    abstract int snapshotKind();

    /** Adds an order or level of a snapshot; returns what is wrong with it, or null. */
    abstract @Nullable String readEntry(ByteBuffer from, int offset, Side side);

    abstract void clearOrders();
}

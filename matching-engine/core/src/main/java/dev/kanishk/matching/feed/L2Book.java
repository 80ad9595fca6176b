package dev.kanishk.matching.feed;

import dev.kanishk.matching.command.Side;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The price levels of one instrument, from the increments of a {@link LevelFeed}. */
public final class L2Book extends FeedBook {
    private final int levelsMax;

    /**
     * Makes a stale book.
     *
     * @param instrument the instrument
     * @param levelsMax how many levels a side may have, 1 to 2^26; one more makes the book stale
     * @param backlogMax how many increments are kept while it is stale, 1 to 2^24
     * @throws IllegalArgumentException if a bound is out of its range
     */
    public L2Book(int instrument, int levelsMax, int backlogMax) {
        super(instrument, backlogMax);
        requireBound(levelsMax, L3Book.ORDERS_MAX, "levelsMax");
        this.levelsMax = levelsMax;
    }

    @Override
    @Nullable String change(Increment increment) {
        if (increment.kind != IncrementKind.LEVEL) {
            return "a " + increment.kind + " is not of a feed of levels";
        }
        PriceLadder ladder = ladder(increment.side);
        int found = ladder.find(increment.price);
        if (increment.shown == 0 && found < 0) {
            return "there is no level at " + increment.price;
        }
        if (increment.shown == 0) {
            ladder.remove(found);
            return null;
        }
        return set(ladder, found, increment.price, increment.shown, increment.count);
    }

    private @Nullable String set(PriceLadder ladder, int found, long price, long shown, int count) {
        if (shown < 1 || count < 1) {
            return "a level of " + count + " orders shows " + shown;
        }
        if (found < 0 && ladder.size() == levelsMax) {
            return "there are more than " + levelsMax + " levels of a side: make levelsMax larger";
        }
        int at = found < 0 ? ladder.insert(found, price) : found;
        ladder.set(at, shown, count);
        return null;
    }

    @Override
    int snapshotKind() {
        return SnapshotLayout.LEVELS;
    }

    @Override
    @Nullable String readEntry(ByteBuffer from, int offset, Side side) {
        PriceLadder ladder = ladder(side);
        long price = from.getLong(offset);
        int found = ladder.find(price);
        if (found != -1) {
            return "the level at " + price + " is not worse than the one before";
        }
        long count = from.getLong(offset + 16);
        if (count > Integer.MAX_VALUE) {
            return "the level at " + price + " has " + count + " orders";
        }
        return set(ladder, found, price, from.getLong(offset + 8), (int) count);
    }

    @Override
    void clearOrders() {}
}

package dev.kanishk.matching.engine;

import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.instrument.Symbols;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Which shard each instrument is in, and each asset whose balances are checked.
 *
 * <p>An instrument's shard is the one asked for, else the hash of its symbol. An account's balance
 * of an asset is in one place, so instruments that check balances and have an asset in common must
 * be in one shard; where nothing else is asked for, all that check balances are in the first.
 *
 * <p>Looking up takes no lock: pages of 4,096 instruments, made when one of them is placed.
 */
final class ShardPlacement {
    /** Instead of a shard: there is no such instrument, or no matter which. */
    static final int NONE = -1;

    /** The most shards of an engine. */
    static final int SHARDS_MAX = 64;

    private static final int PAGE = 4096;

    private final int shards;
    private final int instrumentsMax;
    private final AtomicReferenceArray<byte[]> pages =
            new AtomicReferenceArray<>(Instrument.IDS / PAGE);
    private final Map<Integer, Instrument> instruments = new HashMap<>();
    private final Map<String, Integer> shardOfSymbol = new HashMap<>();
    private final Map<Integer, Integer> shardOfAsset = new HashMap<>();

    ShardPlacement(int shards, int instrumentsMax) {
        this.shards = shards;
        this.instrumentsMax = instrumentsMax;
    }

    /**
     * Returns an instrument's shard.
     *
     * @param instrument its number
     * @return the shard from 0, or {@link #NONE}
     */
    int shardOf(int instrument) {
        if (instrument < 0 || instrument >= Instrument.IDS) {
            return NONE;
        }
        byte[] page = pages.get(instrument / PAGE);
        return page == null ? NONE : page[instrument % PAGE] - 1;
    }

    /**
     * Returns the shard of an asset that a placed instrument has.
     *
     * @return the shard, or {@link #NONE} if there is no such instrument
     */
    synchronized int shardOfAsset(int asset) {
        return shardOfAsset.getOrDefault(asset, NONE);
    }

    /** Returns the instrument of a number, if it is placed. */
    synchronized Optional<Instrument> instrument(int id) {
        return Optional.ofNullable(instruments.get(id));
    }

    /**
     * Finds the shard for a command that adds an instrument, and notes it. One whose number or
     * symbol is taken goes to where that is, to be rejected there.
     *
     * @param instrument the instrument
     * @param wanted the shard asked for, or {@link #NONE}
     * @return the shard
     * @throws IllegalArgumentException if the shard asked for does not exist, or assets that it
     *     shares are in another
     */
    synchronized int place(Instrument instrument, int wanted) {
        requireShard(wanted, instrument);
        int known = shardOf(instrument.id());
        if (known == NONE) {
            known = shardOfSymbol.getOrDefault(instrument.symbol(), NONE);
        }
        if (known != NONE) {
            return known;
        }
        if (instruments.size() >= instrumentsMax) {
            throw new IllegalArgumentException(
                    "instrument '"
                            + instrument.symbol()
                            + "' is one more than "
                            + instrumentsMax
                            + ": raise the books' instrumentsMax");
        }
        int shard = choose(instrument, wanted);
        put(instrument, shard);
        return shard;
    }

    /** Notes where an instrument of a recovered shard is. */
    synchronized void restore(Instrument instrument, int shard) {
        put(instrument, shard);
    }

    private int choose(Instrument instrument, int wanted) {
        if (!instrument.checksBalances()) {
            return wanted == NONE ? hash(instrument.symbol()) : wanted;
        }
        int base = shardOfAsset.getOrDefault(instrument.baseAsset(), NONE);
        int quote = shardOfAsset.getOrDefault(instrument.quoteAsset(), NONE);
        int shard = wanted != NONE ? wanted : base != NONE ? base : Math.max(quote, 0);
        requireTogether(instrument, instrument.baseAsset(), base, shard);
        requireTogether(instrument, instrument.quoteAsset(), quote, shard);
        return shard;
    }

    private int hash(String symbol) {
        long mixed = Symbols.pack(symbol, 0) * 0x9E3779B97F4A7C15L + Symbols.pack(symbol, 8);
        mixed = (mixed ^ mixed >>> 32) * 0xBF58476D1CE4E5B9L;
        return (int) ((mixed >>> 33) % shards);
    }

    private void put(Instrument instrument, int shard) {
        instruments.put(instrument.id(), instrument);
        shardOfSymbol.put(instrument.symbol(), shard);
        if (instrument.checksBalances()) {
            shardOfAsset.put(instrument.baseAsset(), shard);
            shardOfAsset.put(instrument.quoteAsset(), shard);
        }
        set(instrument.id(), shard);
    }

    private void set(int id, int shard) {
        byte[] page = pages.get(id / PAGE);
        if (page == null) {
            page = new byte[PAGE];
        }
        page[id % PAGE] = (byte) (shard + 1);
        pages.set(id / PAGE, page);
    }

    private void requireShard(int wanted, Instrument instrument) {
        if (wanted < NONE || wanted >= shards) {
            throw new IllegalArgumentException(
                    "shard "
                            + wanted
                            + " for instrument '"
                            + instrument.symbol()
                            + "': use 0 to "
                            + (shards - 1));
        }
    }

    private static void requireTogether(Instrument instrument, int asset, int placed, int shard) {
        if (placed != NONE && placed != shard) {
            throw new IllegalArgumentException(
                    "instrument '"
                            + instrument.symbol()
                            + "' checks balances of asset "
                            + asset
                            + ", which is in shard "
                            + placed
                            + ", but would be in shard "
                            + shard
                            + ": put all instruments that share an asset into one shard");
        }
    }
}

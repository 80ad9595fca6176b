package dev.kanishk.matching.instrument;

import java.util.Objects;

/**
 * What is traded, and by which rules. Prices are ticks and quantities lots of the venue's smallest
 * units; {@code tickSize} and {@code lotSize} ask for multiples. Parts per million of 0 switch a
 * rule off.
 *
 * @param id its number in every command and event, 0 to 2^24 - 1
 * @param symbol 1 to 16 bytes of UTF-8 without a comma, a line's end or a zero
 * @param tickSize what prices are a multiple of, at least 1
 * @param lotSize what quantities are a multiple of, at least 1
 * @param quantityMax the greatest quantity of an order
 * @param allocation how orders of one price share an incoming one
 * @param bandPpm how far a limit price may be from the reference price, parts per million of it
 * @param interruptionPpm how far a trade may be from the last before the command, parts per million
 *     of that; a trade beyond it starts a volatility auction
 * @param interruptionNanos how long that auction lasts by the command clock
 * @param makerFeePpm what the resting side pays, parts per million of price times quantity;
 *     negative is a rebate
 * @param takerFeePpm what the incoming side pays
 * @param auctionFeePpm what both sides pay in an auction
 * @param referencePrice the first reference price, 0 for none
 * @param dayEndNanos when its day ends: nanoseconds after midnight of the command clock, 0 to one
 *     day less 1
 * @param baseAsset the asset that is bought and sold, if balances are checked
 * @param quoteAsset the asset that is paid with, if balances are checked
 * @param checksBalances whether orders need what they could cost
 * @param firstPhase the phase that it begins in
 */
public record Instrument(
        int id,
        String symbol,
        long tickSize,
        long lotSize,
        long quantityMax,
        Allocation allocation,
        int bandPpm,
        int interruptionPpm,
        long interruptionNanos,
        int makerFeePpm,
        int takerFeePpm,
        int auctionFeePpm,
        long referencePrice,
        long dayEndNanos,
        int baseAsset,
        int quoteAsset,
        boolean checksBalances,
        Phase firstPhase) {
    /** One more than the greatest number of an instrument. */
    public static final int IDS = 1 << 24;

    /** The greatest quantity of an order where orders of a price share by their part. */
    public static final long PRO_RATA_QUANTITY_MAX = Integer.MAX_VALUE;

    private static final int MILLION = 1_000_000;
    private static final long DAY_NANOS = 86_400_000_000_000L;

    /** Checks every value; the message names the one that is wrong. */
    public Instrument {
        Objects.requireNonNull(allocation, "allocation");
        Objects.requireNonNull(firstPhase, "firstPhase");
        require(id >= 0 && id < IDS, "id", id, "0 to 2^24 - 1");
        Symbols.pack(symbol, 0);
        if (symbol.chars().anyMatch(c -> c == ',' || c == '\n' || c == '\r' || c == 0)) {
            throw new IllegalArgumentException(
                    "symbol '" + symbol + "' has a comma, a line's end or a zero: leave it out");
        }
        require(tickSize >= 1, "tickSize", tickSize, "1 or more");
        require(lotSize >= 1, "lotSize", lotSize, "1 or more");
        long most = allocation == Allocation.PRO_RATA ? PRO_RATA_QUANTITY_MAX : Long.MAX_VALUE;
        require(
                quantityMax >= 1 && quantityMax <= most,
                "quantityMax",
                quantityMax,
                "1 to " + most);
        require(bandPpm >= 0 && bandPpm < MILLION, "bandPpm", bandPpm, "0 to 999999");
        require(
                interruptionPpm >= 0 && interruptionPpm < MILLION,
                "interruptionPpm",
                interruptionPpm,
                "0 to 999999");
        require(interruptionNanos >= 0, "interruptionNanos", interruptionNanos, "0 or more");
        requireFee(makerFeePpm, "makerFeePpm");
        requireFee(takerFeePpm, "takerFeePpm");
        requireFee(auctionFeePpm, "auctionFeePpm");
        require(referencePrice >= 0, "referencePrice", referencePrice, "0 or more");
        require(
                dayEndNanos >= 0 && dayEndNanos < DAY_NANOS,
                "dayEndNanos",
                dayEndNanos,
                "0 to one day less 1");
        require(
                !checksBalances || baseAsset != quoteAsset,
                "quoteAsset",
                quoteAsset,
                "another asset than baseAsset");
    }

    private static void requireFee(int ppm, String name) {
        require(ppm > -MILLION && ppm < MILLION, name, ppm, "-999999 to 999999");
    }

    private static void require(boolean holds, String name, long value, String range) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + ": use " + range);
        }
    }

    /**
     * Returns an instrument with ticks and lots of 1, price-time allocation, no fees and no further
     * rules.
     *
     * @param id its number
     * @param symbol its symbol
     * @return the instrument
     */
    public static Instrument of(int id, String symbol) {
        return builder(id, symbol).build();
    }

    /**
     * Begins an instrument with the defaults of {@link #of}.
     *
     * @param id its number
     * @param symbol its symbol
     * @return a builder
     */
    public static InstrumentBuilder builder(int id, String symbol) {
        return new InstrumentBuilder(id, symbol);
    }
}

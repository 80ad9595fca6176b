package dev.kanishk.matching.instrument;

/** Settings of an instrument, one by one. Not thread-safe. */
public final class InstrumentBuilder {
    private final int id;
    private final String symbol;
    private long tickSize = 1;
    private long lotSize = 1;
    private long quantityMax = 0;
    private Allocation allocation = Allocation.PRICE_TIME;
    private int bandPpm = 0;
    private long referencePrice = 0;
    private long dayEndNanos = 0;
    private Phase firstPhase = Phase.CONTINUOUS;
    private int interruptionPpm;
    private long interruptionNanos;
    private int makerFeePpm;
    private int takerFeePpm;
    private int auctionFeePpm;
    private int baseAsset;
    private int quoteAsset;
    private boolean checksBalances;

    InstrumentBuilder(int id, String symbol) {
        this.id = id;
        this.symbol = symbol;
    }

    /**
     * Sets what prices are a multiple of.
     *
     * @param value the value
     * @return this
     */
    public InstrumentBuilder tickSize(long value) {
        this.tickSize = value;
        return this;
    }

    /**
     * Sets what quantities are a multiple of.
     *
     * @param value the value
     * @return this
     */
    public InstrumentBuilder lotSize(long value) {
        this.lotSize = value;
        return this;
    }

    /**
     * Sets the greatest quantity of an order.
     *
     * @param value the value
     * @return this
     */
    public InstrumentBuilder quantityMax(long value) {
        this.quantityMax = value;
        return this;
    }

    /**
     * Sets how orders of one price share an incoming one.
     *
     * @param value the value
     * @return this
     */
    public InstrumentBuilder allocation(Allocation value) {
        this.allocation = value;
        return this;
    }

    /**
     * Sets how far a limit price may be from the reference price, parts per million.
     *
     * @param value the value
     * @return this
     */
    public InstrumentBuilder bandPpm(int value) {
        this.bandPpm = value;
        return this;
    }

    /**
     * Sets the first reference price.
     *
     * @param value the value
     * @return this
     */
    public InstrumentBuilder referencePrice(long value) {
        this.referencePrice = value;
        return this;
    }

    /**
     * Sets when the day ends, nanoseconds after midnight of the command clock.
     *
     * @param value the value
     * @return this
     */
    public InstrumentBuilder dayEndNanos(long value) {
        this.dayEndNanos = value;
        return this;
    }

    /**
     * Sets the phase that it begins in.
     *
     * @param value the value
     * @return this
     */
    public InstrumentBuilder firstPhase(Phase value) {
        this.firstPhase = value;
        return this;
    }

    /**
     * Sets when a volatility auction begins, and how long it lasts.
     *
     * @param ppm how far a trade may be from the last one before the command, parts per million
     * @param nanos how long the auction lasts by the command clock
     * @return this
     */
    public InstrumentBuilder interruption(int ppm, long nanos) {
        this.interruptionPpm = ppm;
        this.interruptionNanos = nanos;
        return this;
    }

    /**
     * Sets what trades cost, parts per million of price times quantity.
     *
     * @param makerPpm the resting side's; negative is a rebate
     * @param takerPpm the incoming side's
     * @param auctionPpm that of both sides in an auction
     * @return this
     */
    public InstrumentBuilder fees(int makerPpm, int takerPpm, int auctionPpm) {
        this.makerFeePpm = makerPpm;
        this.takerFeePpm = takerPpm;
        this.auctionFeePpm = auctionPpm;
        return this;
    }

    /**
     * Asks that orders are covered by what their account holds.
     *
     * @param base the asset that is bought and sold
     * @param quote the asset that is paid with
     * @return this
     */
    public InstrumentBuilder balances(int base, int quote) {
        this.baseAsset = base;
        this.quoteAsset = quote;
        this.checksBalances = true;
        return this;
    }

    /**
     * Makes the instrument.
     *
     * @return the instrument
     * @throws IllegalArgumentException if a value is out of its range
     */
    public Instrument build() {
        long most =
                allocation == Allocation.PRO_RATA
                        ? Instrument.PRO_RATA_QUANTITY_MAX
                        : Long.MAX_VALUE;
        return new Instrument(
                id,
                symbol,
                tickSize,
                lotSize,
                quantityMax == 0 ? most : quantityMax,
                allocation,
                bandPpm,
                interruptionPpm,
                interruptionNanos,
                makerFeePpm,
                takerFeePpm,
                auctionFeePpm,
                referencePrice,
                dayEndNanos,
                baseAsset,
                quoteAsset,
                checksBalances,
                firstPhase);
    }
}

package dev.kanishk.benchmarks.peers.matching.challenge;

/**
 * The flows that books are compared on, all ours and the same each time.
 *
 * <p>The first five have the properties of the public benchmark's scenarios of the same names: how
 * many orders rest at how many prices hangs on the walk of the price, so each has the seed whose
 * walk comes nearest to what is published of its namesake. The others are an {@linkplain
 * ItchLikeFlow ITCH-like mix} on so many live orders and symbols.
 */
enum Scenario {
    /** The price stands still: many orders at few prices, few trades. */
    STATIC("static", 0, 1L),
    /** A quiet day. */
    NORMAL("normal", 0.02, 1L),
    /** A day of 25 %. */
    SWING_25("swing-25", 0.25, 23L),
    /** A day of 40 %. */
    SWING_40("swing-40", 0.40, 53L),
    /** A crash: few orders rest, at prices far apart. */
    FLASH_CRASH("flash-crash", 0.60, 47L),
    /** A thousand live orders. */
    ITCH_1K("itch-1k", 1_000, 1),
    /** Ten thousand live orders. */
    ITCH_10K("itch-10k", 10_000, 1),
    /** A hundred thousand live orders. */
    ITCH_100K("itch-100k", 100_000, 1),
    /** A million live orders. */
    ITCH_1M("itch-1m", 1_000_000, 1),
    /** A hundred thousand live orders on ten symbols. */
    SYMBOLS_10("symbols-10", 100_000, 10),
    /** A hundred thousand live orders on a hundred symbols. */
    SYMBOLS_100("symbols-100", 100_000, 100),
    /** A hundred thousand live orders on a thousand symbols. */
    SYMBOLS_1K("symbols-1k", 100_000, 1_000),
    /** A hundred thousand live orders on ten thousand symbols. */
    SYMBOLS_10K("symbols-10k", 100_000, 10_000);

    /** The messages to be timed, in every flow alike. */
    static final int MESSAGES = 2_000_000;

    private final String label;
    private final double swing;
    private final long seed;
    private final int liveOrders;
    private final int symbols;

    Scenario(String label, double swing, long seed) {
        this(label, swing, seed, 0, 1);
    }

    Scenario(String label, int liveOrders, int symbols) {
        this(label, 0, 0, liveOrders, symbols);
    }

    Scenario(String label, double swing, long seed, int liveOrders, int symbols) {
        this.label = label;
        this.swing = swing;
        this.seed = seed;
        this.liveOrders = liveOrders;
        this.symbols = symbols;
    }

    /** Returns the name that command lines and results use. */
    String label() {
        return label;
    }

    /** Returns the scenario of a name. */
    static Scenario of(String label) {
        for (Scenario scenario : values()) {
            if (scenario.label.equals(label)) {
                return scenario;
            }
        }
        StringBuilder known = new StringBuilder();
        for (Scenario scenario : values()) {
            known.append(known.isEmpty() ? "" : ", ").append(scenario.label);
        }
        throw new IllegalArgumentException("no flow is named " + label + "; use one of " + known);
    }

    /** Returns how many orders live, or 0 if the flow's own course decides it. */
    int liveOrders() {
        return liveOrders;
    }

    /** Makes the flow, with so many messages to be timed. */
    OrderFlow flow(int messages) {
        return liveOrders == 0
                ? SwingFlow.make(swing, messages, seed)
                : ItchLikeFlow.make(liveOrders, symbols, messages);
    }

    /** Makes the flow at its full length. */
    OrderFlow flow() {
        return flow(MESSAGES);
    }
}

package dev.kanishk.collections.pool;

/**
 * How a pool is used and how strictly it looks.
 *
 * @param confined whether one thread alone uses the pool, which makes it cheaper
 * @param checking whether misuse is looked for: see the pools' methods; costs memory and time
 */
public record PoolOptions(boolean confined, boolean checking) {
    /**
     * The system property that has pools check by default: {@value}.
     *
     * <p>It is read once.
     */
    public static final String CHECKING_PROPERTY = "dev.kanishk.collections.pool.checking";

    private static final boolean CHECKING = Boolean.getBoolean(CHECKING_PROPERTY);

    /**
     * Returns the options of a lock-free pool for many threads, which checks if the system property
     * says so.
     *
     * @return the options
     */
    public static PoolOptions concurrent() {
        return new PoolOptions(false, CHECKING);
    }

    /**
     * Returns the options of a pool for one thread, which checks if the system property says so.
     *
     * @return the options
     */
    public static PoolOptions singleThreaded() {
        return new PoolOptions(true, CHECKING);
    }

    /**
     * Returns these options with checking on or off.
     *
     * @param on whether misuse is looked for
     * @return the options
     */
    public PoolOptions withChecking(boolean on) {
        return new PoolOptions(confined, on);
    }
}

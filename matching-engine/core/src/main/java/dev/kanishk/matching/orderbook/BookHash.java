package dev.kanishk.matching.orderbook;

/**
 * A hash of books in parts. Those of several shards are added, except for what every shard was
 * told: the result is that of one shard with all instruments.
 *
 * @param instruments orders, instruments, positions and the ids that were used
 * @param balances what accounts hold
 * @param limits what was set for accounts, in every shard
 */
public record BookHash(long instruments, long balances, long limits) {
    /**
     * Returns the hash of this and of another shard together.
     *
     * @param other the other shard's
     * @return the sum
     */
    public BookHash plus(BookHash other) {
        return new BookHash(instruments + other.instruments, balances + other.balances, limits);
    }

    /**
     * Returns the hash as one number.
     *
     * @return the number
     */
    public long value() {
        return new StateHash().add(instruments).add(balances).add(limits).value();
    }
}

package dev.kanishk.collections.concurrent;

/**
 * What a worker does between finding no work and looking again.
 *
 * <p>It looks {@code spins} times with a pause of the processor in between, then {@code yields}
 * times with the rest of its time slice given away, then it parks until work arrives. One that does
 * not park goes on as in the last of its phases: it answers faster and keeps a core busy.
 *
 * @param spins looks with {@link Thread#onSpinWait()} in between, 0 or more
 * @param yields looks with {@link Thread#yield()} in between, 0 or more
 * @param parks whether the worker parks in the end
 */
public record IdleStrategy(int spins, int yields, boolean parks) {
    /** Checks the counts. */
    public IdleStrategy {
        if (spins < 0 || yields < 0) {
            throw new IllegalArgumentException(
                    "spins and yields of 0 or more, not " + spins + " and " + yields);
        }
    }

    /**
     * Returns the default: spins some microseconds, yields, parks.
     *
     * @return the strategy
     */
    public static IdleStrategy backingOff() {
        return new IdleStrategy(64, 32, true);
    }

    /**
     * Returns the strategy of the shortest delays. Each idle worker keeps a core busy; have a core
     * for each.
     *
     * @return the strategy
     */
    public static IdleStrategy spinning() {
        return new IdleStrategy(Integer.MAX_VALUE, 0, false);
    }

    /**
     * Returns a strategy that never sleeps, and leaves its core to others that have work.
     *
     * @return the strategy
     */
    public static IdleStrategy yielding() {
        return new IdleStrategy(0, Integer.MAX_VALUE, false);
    }

    /**
     * Returns the strategy that costs least: parks at once.
     *
     * @return the strategy
     */
    public static IdleStrategy parking() {
        return new IdleStrategy(0, 0, true);
    }

    /**
     * Waits once, unless it is time to park.
     *
     * @param round how often the caller has looked in vain, from 0; it may overflow
     * @return false if the caller should park
     */
    @SuppressWarnings("ThreadPriorityCheck") // yielding is a hint that the user asked for
    boolean pause(int round) {
        int looks = round < 0 ? Integer.MAX_VALUE : round;
        if (looks < spins) {
            Thread.onSpinWait();
            return true;
        }
        if (parks && looks - spins >= yields) {
            return false;
        }
        if (yields == 0) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
        return true;
    }
}

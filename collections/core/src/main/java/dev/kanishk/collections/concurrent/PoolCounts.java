package dev.kanishk.collections.concurrent;

import java.util.concurrent.atomic.LongAdder;

/** What the pool counts; each worker counts on cache lines of its own. */
final class PoolCounts {
    private final PaddedCounters executed;
    private final PaddedCounters stolen;
    private final PaddedCounters nested;
    private final PaddedCounters parks;
    private final LongAdder rejected = new LongAdder();
    private final LongAdder ranInCaller = new LongAdder();

    PoolCounts(int workers) {
        this.executed = new PaddedCounters(workers);
        this.stolen = new PaddedCounters(workers);
        this.nested = new PaddedCounters(workers);
        this.parks = new PaddedCounters(workers);
    }

    void executed(int worker) {
        executed.increment(worker);
    }

    void stolen(int worker) {
        stolen.increment(worker);
    }

    void nested(int worker) {
        nested.increment(worker);
    }

    void parked(int worker) {
        parks.increment(worker);
    }

    void rejected() {
        rejected.increment();
    }

    void ranInCaller() {
        ranInCaller.increment();
    }

    PoolMetrics snapshot(long submittedFromOutside, long promoted) {
        return new PoolMetrics(
                submittedFromOutside + nested.sum(),
                executed.sum(),
                stolen.sum(),
                promoted,
                rejected.sum(),
                ranInCaller.sum(),
                parks.sum());
    }
}

package dev.kanishk.benchmarks.peers.scheduler.database;

import java.util.concurrent.atomic.AtomicLong;

/** A job that counts its runs, and remembers when how many had begun. */
final class RunCount implements SchedulerEngine.JobHandler {
    private final AtomicLong runs = new AtomicLong();
    private final long quarter;
    private final long threeQuarters;
    private volatile long firstNanos;
    private volatile long quarterNanos;
    private volatile long threeQuartersNanos;

    /**
     * Makes a count.
     *
     * @param jobs the runs that are expected
     */
    RunCount(long jobs) {
        quarter = Math.ceilDiv(jobs, 4);
        threeQuarters = Math.ceilDiv(3 * jobs, 4);
    }

    @Override
    public void run(long number) {
        long run = runs.incrementAndGet();
        if (run == 1) {
            firstNanos = System.nanoTime();
        }
        if (run == quarter) {
            quarterNanos = System.nanoTime();
        }
        if (run == threeQuarters) {
            threeQuartersNanos = System.nanoTime();
        }
    }

    Contender.Progress progress() {
        return new Contender.Progress(runs.get(), firstNanos, quarterNanos, threeQuartersNanos);
    }
}

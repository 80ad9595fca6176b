package dev.kanishk.benchmarks.peers.scheduler.database;

import java.time.Duration;
import java.util.List;

/**
 * How much is measured.
 *
 * @param runs the runs of a cell that count; one before them does not
 * @param enqueueTime for how long jobs are handed in one by one
 * @param batchJobs the jobs that are handed in by batches
 * @param drainJobs how many jobs wait, for each point
 * @param pinnedJobs how many wait when an idle transaction is held open
 * @param pacedSeconds for how long jobs are handed in by the clock, after the first moments
 * @param depths how many jobs wait while some of them are run, ascending
 * @param depthJobs how many of those are run
 * @param costTime for how long a worker with little to do is watched
 * @param idleTime for how long idle workers are watched
 * @param front how much of what Redis adds
 * @param recoveryMax how long to wait for jobs of a process that was killed
 */
record Plan(
        int runs,
        Duration enqueueTime,
        long batchJobs,
        List<Long> drainJobs,
        long pinnedJobs,
        int pacedSeconds,
        List<Long> depths,
        long depthJobs,
        Duration costTime,
        Duration idleTime,
        Front front,
        Duration recoveryMax) {

    /**
     * How much is measured of what Redis adds.
     *
     * @param enqueueTime for how long jobs are handed in one by one
     * @param loadSeconds for how long many processes hand in jobs by the clock
     * @param burstJobs the jobs of a burst
     * @param pacedSeconds for how long jobs are handed in by the clock, after the first moments
     * @param drainJobs how many jobs wait
     */
    record Front(
            Duration enqueueTime,
            int loadSeconds,
            int burstJobs,
            int pacedSeconds,
            long drainJobs) {}

    /** What figures are taken from. */
    static final Plan REFERENCE =
            new Plan(
                    5,
                    Duration.ofMillis(1_500),
                    100_000,
                    List.of(10_000L, 100_000L),
                    50_000,
                    5,
                    List.of(100_000L, 1_000_000L),
                    100_000,
                    Duration.ofSeconds(12),
                    Duration.ofSeconds(6),
                    new Front(Duration.ofSeconds(1), 2, 30_000, 3, 20_000),
                    Duration.ofSeconds(45));

    /** A first look. */
    static final Plan QUICK =
            new Plan(
                    2,
                    Duration.ofMillis(300),
                    20_000,
                    List.of(2_000L),
                    4_000,
                    2,
                    List.of(2_000L, 4_000L),
                    2_000,
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(2),
                    new Front(Duration.ofMillis(300), 1, 2_000, 1, 2_000),
                    Duration.ofSeconds(6));

    Plan {
        drainJobs = List.copyOf(drainJobs);
        depths = List.copyOf(depths);
    }

    /** Returns this plan with other runs, waiting jobs, backlogs, and patience. */
    Plan with(int newRuns, List<Long> newDrainJobs, List<Long> newDepths, Duration newRecoveryMax) {
        return new Plan(
                newRuns,
                enqueueTime,
                batchJobs,
                newDrainJobs,
                pinnedJobs,
                pacedSeconds,
                newDepths,
                depthJobs,
                costTime,
                idleTime,
                front,
                newRecoveryMax);
    }
}

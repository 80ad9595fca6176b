package dev.kanishk.scheduler.dispatch;

/**
 * What a scheduler has done since it was started.
 *
 * @param started attempts
 * @param succeeded attempts whose handler returned
 * @param failed attempts that failed or took too long
 * @param parked jobs that were put off or given up since a circuit is open; some more than once
 * @param handedBack jobs that were given back, not run or unfinished
 * @param refused ends that the store did not take, since the job was cancelled or taken away
 * @param recovered jobs that were taken from workers whose processes had ended
 * @param circuitsOpened how often a circuit opened here that was closed
 */
public record Statistics(
        long started,
        long succeeded,
        long failed,
        long parked,
        long handedBack,
        long refused,
        long recovered,
        long circuitsOpened) {}

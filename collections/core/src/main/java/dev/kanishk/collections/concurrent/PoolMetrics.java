package dev.kanishk.collections.concurrent;

/**
 * Counts of a pool since its start. Each is exact once the pool has terminated; before, the counts
 * are taken one after the other while the pool goes on.
 *
 * @param submitted tasks accepted into a lane or a worker's deque
 * @param executed tasks taken from there by a worker and finished, in whatever way
 * @param stolen tasks and forks that one worker took from another
 * @param promoted forks offered to other workers, once an interval at most
 * @param rejected submissions that failed
 * @param ranInCaller submissions that found no room and ran in their submitter
 * @param parks how often a worker went to sleep
 */
public record PoolMetrics(
        long submitted,
        long executed,
        long stolen,
        long promoted,
        long rejected,
        long ranInCaller,
        long parks) {}

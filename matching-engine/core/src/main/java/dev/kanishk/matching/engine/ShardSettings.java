package dev.kanishk.matching.engine;

import dev.kanishk.collections.concurrent.IdleStrategy;
import java.util.List;

/**
 * How shards run; the same for all of an engine.
 *
 * @param batchMax the most commands of a round
 * @param idle what the thread does without commands
 * @param timeIntervalNanos the least time between two commands of time that it makes; 0 for none
 * @param flushIntervalNanos how often the log is flushed also without commands, at least
 * @param snapshotCommands how many commands apart snapshots are asked for
 * @param processors what the threads are pinned to, in turn; none to pin nothing
 * @param failures is told what goes wrong
 */
record ShardSettings(
        int batchMax,
        IdleStrategy idle,
        long timeIntervalNanos,
        long flushIntervalNanos,
        long snapshotCommands,
        List<Integer> processors,
        EngineFailures failures) {}

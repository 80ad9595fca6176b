package dev.kanishk.matching.engine;

/**
 * What a shard has done since the engine was started. Counted per batch, and read without a lock:
 * the values may be of different moments.
 *
 * @param status whether it takes commands
 * @param commands commands carried out, those that the shard makes itself among them
 * @param events events, told or still waiting, since the journal's beginning
 * @param batches how often it took commands from its ring
 * @param journalBytes bytes of commands given to the journal, without what it adds to each
 * @param lastSequence the last command's sequence
 * @param durableSequence the last command whose results may be told
 * @param toldSequence the last command whose results were told
 * @param timeCommands commands of time that the shard made
 * @param waitsForDisk how often it waited for the disk, since the event buffer had no room
 * @param listenerFailures exceptions of the listener
 * @param checkedAhead orders whose checks the pool had made
 * @param waiting commands in the ring
 * @param ringCapacity commands that the ring has room for
 */
public record ShardMetrics(
        ShardStatus status,
        long commands,
        long events,
        long batches,
        long journalBytes,
        long lastSequence,
        long durableSequence,
        long toldSequence,
        long timeCommands,
        long waitsForDisk,
        long listenerFailures,
        long checkedAhead,
        long waiting,
        int ringCapacity) {}

package dev.kanishk.matching.engine;

/** Whether a shard takes commands. */
public enum ShardStatus {
    /** It does. */
    RUNNING,
    /**
     * It failed: nothing that it had not told by then is told, and it takes no more. The engine has
     * to be started again, which recovers what its journal holds.
     */
    FAILED,
    /** The engine was closed, and all that the shard had accepted is told. */
    CLOSED
}

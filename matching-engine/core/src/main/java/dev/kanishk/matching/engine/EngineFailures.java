package dev.kanishk.matching.engine;

/** Is told what goes wrong in the engine's threads. Called there, so it must not wait. */
public interface EngineFailures {
    /**
     * A shard has failed. Its listener is told nothing more, and the other shards go on.
     *
     * @param shard the shard, from 0
     * @param cause why
     */
    void onShardFailed(int shard, Throwable cause);

    /**
     * A listener threw an exception. The event that it was told counts as told, and the shard goes
     * on with the next one.
     *
     * @param shard the shard, from 0
     * @param cause what was thrown
     */
    void onListenerFailed(int shard, RuntimeException cause);

    /**
     * A snapshot was not taken. The shard goes on, its journal grows, and the next one is tried
     * when it is due.
     *
     * @param shard the shard, from 0
     * @param cause why
     */
    void onSnapshotFailed(int shard, Throwable cause);
}

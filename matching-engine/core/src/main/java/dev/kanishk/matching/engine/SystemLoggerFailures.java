package dev.kanishk.matching.engine;

import java.lang.System.Logger.Level;

/** Writes failures to the system's logger, unless the user gives something better to do. */
final class SystemLoggerFailures implements EngineFailures {
    private static final System.Logger LOGGER =
            System.getLogger(SystemLoggerFailures.class.getPackageName());

    @Override
    public void onShardFailed(int shard, Throwable cause) {
        LOGGER.log(Level.ERROR, () -> "shard " + shard + " has failed", cause);
    }

    @Override
    public void onListenerFailed(int shard, RuntimeException cause) {
        LOGGER.log(Level.ERROR, () -> "the listener of shard " + shard + " threw", cause);
    }

    @Override
    public void onSnapshotFailed(int shard, Throwable cause) {
        LOGGER.log(Level.WARNING, () -> "shard " + shard + " took no snapshot", cause);
    }
}

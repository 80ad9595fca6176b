package dev.kanishk.matching.engine;

import java.io.Serial;

/** A shard has failed, and takes no more commands; the cause says why. */
public final class ShardFailedException extends IllegalStateException {
    @Serial private static final long serialVersionUID = 1;

    /** The shard, from 0. */
    private final int shard;

    ShardFailedException(int shard, Throwable cause) {
        super(
                "shard "
                        + shard
                        + " has failed and takes no more commands: "
                        + cause
                        + "; mend the cause, then start the engine again",
                cause);
        this.shard = shard;
    }

    /**
     * Returns which shard.
     *
     * @return its number, from 0
     */
    public int shard() {
        return shard;
    }
}

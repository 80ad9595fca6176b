package dev.kanishk.agents.checkpoint;

import java.time.InstantSource;

/**
 * How a store works.
 *
 * @param codec what payloads pass on their way in and out
 * @param clock what events are dated with
 * @param powerSafe whether what was written survives the end of the machine, and not only that of
 *     the process. Where it does not, a power failure can undo the last writes of all runs, never
 *     one in the middle. SQLite alone heeds this ({@code synchronous} FULL or NORMAL); a server has
 *     its own setting
 */
public record StoreOptions(PayloadCodec codec, InstantSource clock, boolean powerSafe) {
    /** Plain payloads, the machine's clock, safe against the end of the machine. */
    public static final StoreOptions DEFAULTS =
            new StoreOptions(PayloadCodec.PLAIN, InstantSource.system(), true);

    /**
     * Changes the codec.
     *
     * @param other the codec
     * @return new options
     */
    public StoreOptions withCodec(PayloadCodec other) {
        return new StoreOptions(other, clock, powerSafe);
    }

    /**
     * Changes the clock.
     *
     * @param other the clock
     * @return new options
     */
    public StoreOptions withClock(InstantSource other) {
        return new StoreOptions(codec, other, powerSafe);
    }

    /**
     * Changes what writes survive.
     *
     * @param safe whether they survive the end of the machine
     * @return new options
     */
    public StoreOptions withPowerSafe(boolean safe) {
        return new StoreOptions(codec, clock, safe);
    }
}

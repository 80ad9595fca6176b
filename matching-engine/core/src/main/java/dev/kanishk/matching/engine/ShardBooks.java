package dev.kanishk.matching.engine;

import dev.kanishk.matching.command.AccountLimits;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.orderbook.BookHash;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a shard needs of its books. The same commands must give the same state and the same events,
 * in another process too. Belongs to one thread.
 */
interface ShardBooks {
    /** Makes empty books that tell a listener what commands lead to. */
    @FunctionalInterface
    interface Factory {
        ShardBooks create(BookListener listener);
    }

    /** Carries a command out. What it throws makes the shard fail. */
    void apply(Command command);

    /** Returns numbers that tell two states apart. */
    BookHash hash();

    /** Returns when something is due without a command; the greatest time if nothing is. */
    long nextDueNanos();

    /** Gives each instrument, in the order of adding. */
    void forEachInstrument(Consumer<Instrument> consumer);

    /** Returns an account's limits, or null if it was never given any. */
    @Nullable AccountLimits limits(long account);

    /** Returns whether a kill switch blocks an account. */
    boolean isBlocked(long account);

    /** Writes the whole state. */
    void writeTo(DataOutput out) throws IOException;

    /** Takes a state that was written; called once, on empty books. */
    void readFrom(DataInput in) throws IOException;
}

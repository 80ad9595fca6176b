package dev.kanishk.scheduler.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** How a store runs its work. Work may run twice if the first try was undone. */
abstract class Transactions {
    /** What is done in a transaction. */
    interface Work<T extends @Nullable Object> {
        T apply(Tx tx) throws SQLException;
    }

    /**
     * Runs work in a transaction, and tells the workers of what it did when it is committed.
     *
     * @param durable whether it must survive the end of the machine
     * @throws StoreException if the store fails; the work may have been done then
     */
    abstract <T extends @Nullable Object> T write(boolean durable, Work<T> work);

    /** Runs work of a single statement, which is a transaction by itself where it can be. */
    abstract <T extends @Nullable Object> T single(boolean durable, Work<T> work);

    /** Runs work that only reads, each statement on what is committed then. */
    abstract <T extends @Nullable Object> T read(Work<T> work);
}

package dev.kanishk.scheduler.consumer;

import java.sql.Connection;
import java.sql.SQLException;

/** What a message makes happen, in a transaction of the consumer's database. */
@FunctionalInterface
public interface Effect {
    /**
     * Makes it happen. Neither commits nor rolls back.
     *
     * @param connection to do it on; what is done elsewhere is not part of the transaction
     * @throws SQLException if the database fails; the transaction is rolled back
     */
    void apply(Connection connection) throws SQLException;
}

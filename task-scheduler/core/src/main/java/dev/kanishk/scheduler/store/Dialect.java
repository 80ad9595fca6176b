package dev.kanishk.scheduler.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * SQL that all databases share is written once, in PostgreSQL's words; rewrite() turns it into the
 * database's own. Sets of rows go through insert, update and delete, which need one round trip on a
 * server and none in an embedded database. The three paths that every job takes (accept, claim,
 * succeed) are each database's own.
 */
/** What the databases say differently. */
sealed interface Dialect permits PostgresDialect, MariaDbDialect, SqliteDialect {
    /** The statement as the database understands it. */
    String rewrite(String sql);

    /** Whether a query may begin with an update. */
    boolean renewsInQueries();

    /** A table {@code c(lane, least)} of two parameters, which are lists. */
    String pairs();

    /** Whether the transaction is the only one that tidies up. */
    boolean tryLock(Tx tx) throws SQLException;

    /** What records the changes of jobs' states. */
    List<Recorder> recorders();

    /** Keeps others from altering tables; altering fails soon if somebody uses them for long. */
    void lockTables(Tx tx) throws SQLException;

    /** Lets others alter tables, if the end of the transaction does not. */
    void unlockTables(Tx tx) throws SQLException;

    /** How much longer jobs that are over are kept before they are removed one by one. */
    long retentionSlackMs();

    /** Sets a parameter: also a list of ids, texts or numbers for {@code = ANY(?)}. */
    void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException;

    /** A statement that is ready to run, with its values. */
    default PreparedStatement prepare(Link link, String sql, @Nullable Object[] values)
            throws SQLException {
        PreparedStatement statement = link.prepare(rewrite(sql));
        for (int i = 0; i < values.length; i++) {
            bind(statement, i + 1, values[i]);
        }
        return statement;
    }

    /** Removes all rows of a table, or many, and gives them. */
    default <T> List<T> remove(Tx tx, String table, String columns, Tx.Mapper<T> mapper)
            throws SQLException {
        return tx.query("DELETE FROM " + table + " RETURNING " + columns, mapper);
    }

    /** The time of the transaction, by the only clock that counts. */
    long nowMs(Tx tx) throws SQLException;

    /** New tickets, ascending. */
    long[] tickets(Tx tx, int count) throws SQLException;

    /**
     * Inserts rows.
     *
     * @param columns separated by commas
     * @param known whether rows whose keys are there already are left out
     */
    void insert(Tx tx, String table, String columns, boolean known, List<@Nullable Object[]> rows)
            throws SQLException;

    /**
     * Updates rows by their key.
     *
     * @param set columns, separated by commas; one with {@code ?} keeps its value if the new one is
     *     null
     * @param keys columns; each row holds the values of {@code set}, then those of the keys
     */
    void update(Tx tx, String table, String set, String keys, List<@Nullable Object[]> rows)
            throws SQLException;

    /** Deletes rows by their key. */
    void delete(Tx tx, String table, String keys, List<@Nullable Object[]> rows)
            throws SQLException;

    /** Inserts jobs and makes them due or due later. All have lanes; keys are settled. */
    void accept(Tx tx, List<NewJob> jobs) throws SQLException;

    /** Takes the oldest jobs of lanes, and writes their receipts. */
    List<Taken> claim(Tx tx, ClaimOrder order) throws SQLException;

    /** Ends attempts of jobs that nothing depends on with success; returns which were accepted. */
    boolean[] succeed(Tx tx, String worker, List<Ended> ends) throws SQLException;

    /** Whether the two paths of a job that go on are made of fewer statements; see those below. */
    default boolean combines() {
        return false;
    }

    /**
     * In one statement: ends attempts as {@link #succeed} does, and settles the receipts if all
     * were accepted. Of use if {@link #combines}; else that is for the caller. The same holds for
     * {@link ClaimOrder#spending}.
     */
    default boolean[] succeedAndSettle(Tx tx, String worker, List<Ended> ends, Settlement receipts)
            throws SQLException {
        throw new UnsupportedOperationException();
    }
}

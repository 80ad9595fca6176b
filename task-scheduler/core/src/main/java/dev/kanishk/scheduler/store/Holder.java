package dev.kanishk.scheduler.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A receipt: who has claimed which jobs.
 *
 * @param worker who
 * @param number the worker's number for the batch
 * @param lane where they waited
 * @param claimedAtMs when
 * @param entries each job with its attempt; those that are over are still there
 * @param started the names of those that are known to have been started
 */
record Holder(
        String worker,
        long number,
        int lane,
        long claimedAtMs,
        List<Entry> entries,
        String started) {
    /** A job and the number of its attempt; it counts while the job is live and has one less. */
    record Entry(UUID id, int attempt) {}

    private static final String SELECT =
            "SELECT worker, number, lane, claimed_at, jobs, started FROM receipt";

    private static final String CLAIMED =
            "SELECT (SELECT string_agg(r.jobs, ',') FROM receipt r"
                    + " WHERE r.worker = w.name AND r.number >= w.least"
                    + " AND (SELECT l.type FROM lane l WHERE l.id = r.lane) = ?) FROM worker w";

    boolean hasStarted(UUID id) {
        return started.contains(id.toString());
    }

    /** The same receipt with a part of its jobs. */
    Holder withEntries(List<Entry> some) {
        return new Holder(worker, number, lane, claimedAtMs, some, started);
    }

    /** The receipts of a worker. */
    static List<Holder> of(Tx tx, String worker) throws SQLException {
        return tx.query(SELECT + " WHERE worker = ?", Holder::read, worker);
    }

    /**
     * What workers have claimed of a type, from the oldest receipt on that each may still have: an
     * index has them by worker and number, so nothing that was removed is read, nor what others
     * have that are not workers any more.
     */
    static List<Entry> claimed(Tx tx, String type) throws SQLException {
        List<Entry> claimed = new ArrayList<>();
        tx.query(
                CLAIMED,
                row -> {
                    String jobs = row.getString(1);
                    return jobs != null && claimed.addAll(entries(jobs));
                },
                type);
        return claimed;
    }

    /** The receipt that has an attempt. */
    static @Nullable Holder find(Tx tx, UUID id, int attempt) throws SQLException {
        List<Holder> found =
                tx.query(
                        SELECT + " WHERE ',' || jobs || ',' LIKE ?",
                        Holder::read,
                        "%," + id + ":" + attempt + ",%");
        return found.isEmpty() ? null : found.getFirst();
    }

    /** The jobs of all receipts: those that run, and some that are over. */
    static List<UUID> jobs(Tx tx) throws SQLException {
        return tx.query(SELECT, Holder::read).stream()
                .flatMap(holder -> holder.entries.stream())
                .map(Entry::id)
                .distinct()
                .toList();
    }

    private static List<Entry> entries(String jobs) {
        List<Entry> entries = new ArrayList<>();
        for (String entry : jobs.split(",", -1)) {
            int colon = entry.indexOf(':');
            entries.add(
                    new Entry(
                            UUID.fromString(entry.substring(0, colon)),
                            Integer.parseInt(entry.substring(colon + 1))));
        }
        return entries;
    }

    private static Holder read(java.sql.ResultSet row) throws SQLException {
        return new Holder(
                row.getString(1),
                row.getLong(2),
                row.getInt(3),
                row.getLong(4),
                entries(row.getString(5)),
                row.getString(6));
    }
}

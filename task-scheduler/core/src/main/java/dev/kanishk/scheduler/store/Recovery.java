package dev.kanishk.scheduler.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What becomes of the jobs of workers that are gone. */
final class Recovery {
    private Recovery() {}

    /**
     * Takes the jobs of a dead worker and forgets it. The worker, should it live after all, learns
     * of it by its next beat; its ends are refused.
     *
     * @param certain whether it is known to be dead; if not, its lease has to have run out
     */
    static int takeFrom(Tx tx, Lanes lanes, String dead, String node, boolean certain)
            throws SQLException {
        if (certain) {
            tx.execute("DELETE FROM worker WHERE name = ?", dead);
        } else {
            tx.execute("DELETE FROM worker WHERE name = ? AND lease_until < now_ms()", dead);
            if (tx.number("SELECT count(*) FROM worker WHERE name = ?", dead) > 0) {
                return 0;
            }
        }
        tx.execute("DELETE FROM cancellation WHERE worker = ?", dead);
        List<Holder> holders = Holder.of(tx, dead);
        int taken = take(tx, lanes, holders, dead, node, true);
        remove(tx, holders);
        return taken;
    }

    /**
     * Takes jobs back that their worker gives up.
     *
     * @param over the receipts that have no other jobs, which are removed
     */
    static int handBack(Tx tx, Lanes lanes, List<Holder> holders, String worker, List<Holder> over)
            throws SQLException {
        int taken = take(tx, lanes, holders, worker, worker, false);
        remove(tx, over);
        return taken;
    }

    private static void remove(Tx tx, List<Holder> holders) throws SQLException {
        List<@Nullable Object[]> receipts = new ArrayList<>();
        holders.forEach(holder ->
                receipts.add(new Object[] {holder.worker(), holder.number(), holder.lane()}));
        tx.delete("receipt", "worker,number,lane", receipts);
    }

    private static int take(
            Tx tx, Lanes lanes, List<Holder> holders, String worker, String node, boolean died)
            throws SQLException {
        Map<UUID, Holder> byJob = new HashMap<>();
        Map<UUID, Integer> attempts = new HashMap<>();
        for (Holder holder : holders) {
            for (Holder.Entry entry : holder.entries()) {
                if (attempts.merge(entry.id(), entry.attempt(), Math::max) == entry.attempt()) {
                    byJob.put(entry.id(), holder);
                }
            }
        }
        Changes changes = new Changes(tx, lanes);
        int taken = 0;
        for (JobRow job : JobRow.lock(tx, List.copyOf(byJob.keySet()))) {
            Holder holder = byJob.get(job.id());
            if (holder == null || !job.isIn(attempts.getOrDefault(job.id(), 0))) {
                continue;
            }
            Lifecycle.Move move =
                    died
                            ? Lifecycle.workerDied(
                                    job.counts(), holder.hasStarted(job.id()), worker)
                            : Lifecycle.ended(job.counts(), new Result.HandedBack());
            changes.add(job, move, node, worker, holder.claimedAtMs());
            taken++;
        }
        changes.flush();
        return taken;
    }
}

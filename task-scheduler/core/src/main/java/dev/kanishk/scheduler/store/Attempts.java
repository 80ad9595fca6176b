package dev.kanishk.scheduler.store;

import dev.kanishk.scheduler.store.Ended.ReceiptKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * What the worker has claimed and not ended is remembered here, by receipt. A receipt's row is
 * removed with the last of its jobs, and until then left as it is; its number of pending jobs is
 * written as a number, not as a difference, so that a call that is repeated because nobody knows
 * whether the first was carried out does no harm.
 */
/** How a worker ends the attempts that it has begun. */
final class Attempts {
    private final Transactions transactions;
    private final Lanes lanes;
    private final Claims claims;
    private final String worker;
    private final ReentrantLock turn = new ReentrantLock();
    private final Map<ReceiptKey, Set<Ended>> held = new HashMap<>();
    private final Set<Long> claiming = ConcurrentHashMap.newKeySet();

    Attempts(Transactions transactions, Lanes lanes, Claims claims, String worker) {
        this.transactions = transactions;
        this.lanes = lanes;
        this.claims = claims;
        this.worker = worker;
    }

    /** Notes that jobs are about to be claimed under a receipt's number. */
    void begin(long receipt) {
        claiming.add(receipt);
    }

    /** Notes that a claim is over, whatever came of it. */
    void end(long receipt) {
        claiming.remove(receipt);
    }

    void hold(List<Claim> taken) {
        turn.lock();
        try {
            for (Claim claim : taken) {
                held.computeIfAbsent(ended(claim).key(), k -> new HashSet<>()).add(ended(claim));
            }
        } finally {
            turn.unlock();
        }
    }

    /** Forgets everything: the jobs were taken from the worker. */
    void drop() {
        turn.lock();
        try {
            held.clear();
        } finally {
            turn.unlock();
        }
    }

    /** Whether a claim's attempt is not over, as far as is known here. */
    boolean holds(Claim claim) {
        turn.lock();
        try {
            return isHeld(ended(claim));
        } finally {
            turn.unlock();
        }
    }

    private static Ended ended(Claim claim) {
        return new Ended(claim.id(), claim.lane().id(), claim.attempt(), claim.receipt());
    }

    List<Boolean> finish(List<End> ends) {
        turn.lock();
        try {
            List<End> ours = new ArrayList<>();
            for (End end : ends) {
                if (isHeld(ended(end.claim()))) {
                    ours.add(end);
                }
            }
            Set<Ended> accepted =
                    ours.isEmpty() ? Set.of() : transactions.write(false, tx -> finish(tx, ours));
            for (End end : ours) {
                release(ended(end.claim()));
            }
            Set<Ended> left = new HashSet<>(accepted);
            return ends.stream().map(end -> left.remove(ended(end.claim()))).toList();
        } finally {
            turn.unlock();
        }
    }

    private boolean isHeld(Ended attempt) {
        return held.getOrDefault(attempt.key(), Set.of()).contains(attempt);
    }

    private void release(Ended end) {
        Set<Ended> jobs = held.get(end.key());
        if (jobs != null) {
            jobs.remove(end);
            if (jobs.isEmpty()) {
                held.remove(end.key());
            }
        }
    }

    private Set<Ended> finish(Tx tx, List<End> ends) throws SQLException {
        List<Ended> succeeded = new ArrayList<>();
        List<End> others = new ArrayList<>();
        for (End end : ends) {
            if (end.result() instanceof Result.Succeeded) {
                succeeded.add(ended(end.claim()));
            } else {
                others.add(end);
            }
        }
        Set<Ended> accepted = new HashSet<>();
        if (!succeeded.isEmpty()) {
            boolean[] done = tx.dialect().succeed(tx, worker, succeeded);
            for (int i = 0; i < done.length; i++) {
                if (done[i]) {
                    accepted.add(succeeded.get(i));
                }
            }
            if (accepted.size() < succeeded.size()) {
                ends.stream()
                        .filter(end -> end.result() instanceof Result.Succeeded)
                        .filter(end -> !accepted.contains(ended(end.claim())))
                        .forEach(others::add);
            }
        }
        if (!others.isEmpty()) {
            accepted.addAll(move(tx, others));
        }
        settle(tx, ends.stream().map(end -> ended(end.claim())).toList());
        return accepted;
    }

    /** Ends that need a look at the job. */
    private Set<Ended> move(Tx tx, List<End> ends) throws SQLException {
        Map<UUID, End> byJob = new HashMap<>();
        ends.forEach(end -> byJob.put(end.claim().id(), end));
        Map<ReceiptKey, Long> claimedAtMs =
                Ended.claimedAtMs(
                        tx, worker, ends.stream().map(end -> ended(end.claim())).toList());
        Set<Ended> accepted = new HashSet<>();
        Changes changes = new Changes(tx, lanes);
        for (JobRow job : JobRow.lock(tx, List.copyOf(byJob.keySet()))) {
            End end = byJob.get(job.id());
            if (end == null) {
                continue;
            }
            Ended attempt = ended(end.claim());
            Long at = claimedAtMs.get(attempt.key());
            if (at != null && job.isIn(attempt.attempt())) {
                changes.add(job, Lifecycle.ended(job.counts(), end.result()), worker, worker, at);
                accepted.add(attempt);
            }
        }
        changes.flush();
        return accepted;
    }

    /** Removes the receipts that are over now, and counts down those that limits look at. */
    private void settle(Tx tx, List<Ended> ends) throws SQLException {
        Map<ReceiptKey, Set<Ended>> ended = new HashMap<>();
        ends.forEach(end -> ended.computeIfAbsent(end.key(), k -> new HashSet<>()).add(end));
        List<@Nullable Object[]> over = new ArrayList<>();
        List<@Nullable Object[]> counted = new ArrayList<>();
        for (Map.Entry<ReceiptKey, Set<Ended>> each : ended.entrySet()) {
            ReceiptKey key = each.getKey();
            int pending = held.getOrDefault(key, Set.of()).size() - each.getValue().size();
            boolean limited = claims.policy().limits().containsKey(lanes.get(key.lane()).type());
            if (pending <= 0) {
                over.add(new Object[] {worker, key.number(), key.lane()});
            } else if (limited) {
                counted.add(new Object[] {pending, worker, key.number(), key.lane()});
            }
            if (limited) {
                // Others may have waited for the room.
                tx.due(key.lane(), Long.MAX_VALUE);
            }
        }
        tx.delete("receipt", "worker,number,lane", over);
        tx.update("receipt", "pending", "worker,number,lane", counted);
    }

    /**
     * Gives back what the store says the worker has and the worker does not know of: a claim that
     * was carried out though its caller got no answer, or an end that the end of the server undid.
     */
    void reconcile() {
        List<Holder> all = transactions.read(tx -> Holder.of(tx, worker));
        List<Holder> unknown = new ArrayList<>();
        boolean whole = true;
        turn.lock();
        try {
            for (Holder holder : all) {
                // Looked at before what is held: a claim is first held, and then no more under way.
                if (!claiming.contains(holder.number())) {
                    List<Holder.Entry> lost =
                            holder.entries().stream()
                                    .filter(entry -> !isHeld(ended(holder, entry)))
                                    .toList();
                    if (!lost.isEmpty()) {
                        unknown.add(holder.withEntries(lost));
                        whole &= lost.size() == holder.entries().size();
                    }
                }
            }
        } finally {
            turn.unlock();
        }
        if (!unknown.isEmpty()) {
            boolean remove = whole;
            transactions.write(false, tx -> Recovery.handBack(tx, lanes, unknown, worker, remove));
        }
    }

    private static Ended ended(Holder holder, Holder.Entry entry) {
        return new Ended(entry.id(), holder.lane(), entry.attempt(), holder.number());
    }

    /** Notes that handlers of jobs that crashed workers are called. */
    void started(List<Claim> taken) {
        transactions.write(
                false,
                tx -> {
                    for (Claim claim : taken) {
                        tx.execute(
                                "UPDATE receipt SET started = started || ? WHERE worker = ?"
                                        + " AND number = ? AND lane = ?",
                                claim.id() + " ",
                                worker,
                                claim.receipt(),
                                claim.lane().id());
                    }
                    return taken.size();
                });
    }
}

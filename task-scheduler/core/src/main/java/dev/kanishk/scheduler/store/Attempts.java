package dev.kanishk.scheduler.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/*
 * What the worker has claimed and not ended is remembered here, by receipt. A receipt's row is
 * removed with the last of its jobs, and until then left as it is; its number of pending jobs is
 * written as a number, not as a difference, so that a call that is repeated because nobody knows
 * whether the first was carried out does no harm.
 */
/** How a worker ends the attempts that it has begun. */
final class Attempts {
    /** For so long after a claim whose answer was lost it may still show. */
    static final long DOUBT_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Transactions transactions;
    private final Lanes lanes;
    private final Claims claims;
    private final String worker;
    private final boolean combines;
    private final ReentrantLock turn = new ReentrantLock();
    private final Map<Long, Set<Holder.Entry>> held = new HashMap<>();
    private final TreeSet<Long> claiming = new TreeSet<>();
    private final TreeMap<Long, Long> doubtful = new TreeMap<>();
    private long lastReceipt;

    /**
     * Makes it.
     *
     * @param combines whether the database settles in one statement what succeeds as a whole
     */
    Attempts(
            Transactions transactions,
            Lanes lanes,
            Claims claims,
            String worker,
            boolean combines) {
        this.transactions = transactions;
        this.combines = combines;
        this.lanes = lanes;
        this.claims = claims;
        this.worker = worker;
    }

    /** Notes that jobs are about to be claimed; gives new numbers for receipts, by type. */
    Map<String, Long> begin(List<Quota> quotas) {
        Map<String, Long> numbers = new HashMap<>();
        synchronized (claiming) {
            for (Quota quota : quotas) {
                numbers.computeIfAbsent(quota.lane().type(), type -> ++lastReceipt);
            }
            claiming.addAll(numbers.values());
        }
        return numbers;
    }

    /**
     * Notes that a claim is over.
     *
     * @param heard whether it is known what came of it
     */
    void end(Map<String, Long> receipts, boolean heard) {
        long until = System.nanoTime() + DOUBT_NANOS;
        synchronized (claiming) {
            if (!heard) {
                receipts.values().forEach(number -> doubtful.put(number, until));
            }
            claiming.removeAll(receipts.values());
        }
    }

    /** The least number that a receipt of this worker may have, now and from now on. */
    long leastReceipt() {
        long least;
        synchronized (claiming) {
            long now = System.nanoTime();
            doubtful.values().removeIf(until -> now - until > 0);
            least = lastReceipt + 1;
            least = claiming.isEmpty() ? least : Math.min(least, claiming.first());
            least = doubtful.isEmpty() ? least : Math.min(least, doubtful.firstKey());
        }
        // Looked at last: a claim is first held, and then no more under way.
        turn.lock();
        try {
            for (long number : held.keySet()) {
                least = Math.min(least, number);
            }
        } finally {
            turn.unlock();
        }
        return least;
    }

    private boolean isClaiming(long receipt) {
        synchronized (claiming) {
            return claiming.contains(receipt);
        }
    }

    void hold(List<Claim> taken) {
        turn.lock();
        try {
            for (Claim claim : taken) {
                held.computeIfAbsent(claim.receipt(), k -> new HashSet<>()).add(entry(claim));
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
            return isHeld(claim);
        } finally {
            turn.unlock();
        }
    }

    private static Ended ended(Claim claim) {
        return new Ended(claim.id(), claim.lane().id(), claim.attempt(), claim.receipt());
    }

    private static Holder.Entry entry(Claim claim) {
        return new Holder.Entry(claim.id(), claim.attempt());
    }

    List<Boolean> finish(List<End> ends) {
        turn.lock();
        try {
            List<End> ours = new ArrayList<>();
            for (End end : ends) {
                if (isHeld(end.claim())) {
                    ours.add(end);
                }
            }
            Set<Ended> accepted = ours.isEmpty() ? Set.of() : finishOurs(ours);
            for (End end : ours) {
                release(end.claim());
            }
            Set<Ended> left = new HashSet<>(accepted);
            return ends.stream().map(end -> left.remove(ended(end.claim()))).toList();
        } finally {
            turn.unlock();
        }
    }

    private boolean isHeld(Claim claim) {
        return isHeld(claim.receipt(), entry(claim));
    }

    private boolean isHeld(long receipt, Holder.Entry entry) {
        return held.getOrDefault(receipt, Set.of()).contains(entry);
    }

    private void release(Claim claim) {
        Set<Holder.Entry> jobs = held.get(claim.receipt());
        if (jobs != null) {
            jobs.remove(entry(claim));
            if (jobs.isEmpty()) {
                held.remove(claim.receipt());
            }
        }
    }

    /** Mostly all succeed, nothing waits for them, and it is one statement. */
    private Set<Ended> finishOurs(List<End> ends) {
        List<Ended> succeeded = new ArrayList<>();
        for (End end : ends) {
            if (end.result() instanceof Result.Succeeded) {
                succeeded.add(ended(end.claim()));
            }
        }
        if (!combines || succeeded.size() < ends.size()) {
            return transactions.write(false, tx -> finish(tx, ends, succeeded));
        }
        Set<Ended> accepted =
                transactions.single(
                        false,
                        tx -> {
                            Settlement settlement = settlement(tx, ends);
                            return accepted(
                                    succeeded,
                                    tx.dialect()
                                            .succeedAndSettle(tx, worker, succeeded, settlement));
                        });
        if (accepted.size() < new HashSet<>(succeeded).size()) {
            accepted.addAll(transactions.write(false, tx -> finishRest(tx, ends, accepted)));
        }
        return accepted;
    }

    private static Set<Ended> accepted(List<Ended> ends, boolean[] done) {
        Set<Ended> accepted = new HashSet<>();
        for (int i = 0; i < done.length; i++) {
            if (done[i]) {
                accepted.add(ends.get(i));
            }
        }
        return accepted;
    }

    private Set<Ended> finish(Tx tx, List<End> ends, List<Ended> succeeded) throws SQLException {
        Set<Ended> accepted = new HashSet<>();
        if (!succeeded.isEmpty()) {
            accepted.addAll(accepted(succeeded, tx.dialect().succeed(tx, worker, succeeded)));
        }
        accepted.addAll(finishRest(tx, ends, accepted));
        return accepted;
    }

    /** Ends that were not accepted yet, and what the ends make of the receipts. */
    private Set<Ended> finishRest(Tx tx, List<End> ends, Set<Ended> accepted) throws SQLException {
        List<End> others =
                ends.stream().filter(end -> !accepted.contains(ended(end.claim()))).toList();
        Set<Ended> moved = others.isEmpty() ? Set.of() : move(tx, others);
        settlement(tx, ends).write(tx, worker);
        return moved;
    }

    /** Ends that need a look at the job. */
    private Set<Ended> move(Tx tx, List<End> ends) throws SQLException {
        Map<UUID, End> byJob = new HashMap<>();
        ends.forEach(end -> byJob.put(end.claim().id(), end));
        Map<Long, Long> claimedAtMs =
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
            Long at = claimedAtMs.get(attempt.receipt());
            if (at != null && job.isIn(attempt.attempt())) {
                changes.add(job, Lifecycle.ended(job.counts(), end.result()), worker, worker, at);
                accepted.add(attempt);
            }
        }
        changes.flush();
        return accepted;
    }

    /** What ends make of the receipts; notes that others may wait for them. */
    private Settlement settlement(Tx tx, List<End> ends) {
        Map<Long, Set<Holder.Entry>> ended = new HashMap<>();
        Map<Long, Lane> lanesOf = new HashMap<>();
        for (End end : ends) {
            Claim claim = end.claim();
            ended.computeIfAbsent(claim.receipt(), k -> new HashSet<>()).add(entry(claim));
            lanesOf.putIfAbsent(claim.receipt(), claim.lane());
        }
        Settlement settlement = new Settlement(new ArrayList<>(), new HashMap<>());
        for (Map.Entry<Long, Lane> receipt : lanesOf.entrySet()) {
            Long number = receipt.getKey();
            Lane lane = receipt.getValue();
            int pending =
                    held.getOrDefault(number, Set.of()).size()
                            - ended.getOrDefault(number, Set.of()).size();
            if (pending <= 0) {
                settlement.over().add(number);
            } else if (claims.isCounted(lane.type())) {
                settlement.pending().put(number, pending);
            }
            if (claims.isAwaited(lane.type())) {
                tx.due(lane.id(), Long.MAX_VALUE);
            }
        }
        return settlement;
    }

    /**
     * Gives back what the store says the worker has and the worker does not know of: a claim that
     * was carried out though its caller got no answer, or an end that the end of the server undid.
     */
    void reconcile() {
        List<Holder> all = transactions.read(tx -> Holder.of(tx, worker));
        List<Holder> unknown = new ArrayList<>();
        List<Holder> whole = new ArrayList<>();
        turn.lock();
        try {
            for (Holder holder : all) {
                // Looked at before what is held: a claim is first held, and then no more under way.
                if (!isClaiming(holder.number())) {
                    List<Holder.Entry> lost =
                            holder.entries().stream()
                                    .filter(entry -> !isHeld(holder.number(), entry))
                                    .toList();
                    if (!lost.isEmpty()) {
                        unknown.add(holder.withEntries(lost));
                    }
                    if (lost.size() == holder.entries().size()) {
                        whole.add(holder);
                    }
                }
            }
        } finally {
            turn.unlock();
        }
        if (!unknown.isEmpty()) {
            transactions.write(false, tx -> Recovery.handBack(tx, lanes, unknown, worker, whole));
        }
    }

    /** Writes how many jobs are left of each receipt, for limits that count them from now on. */
    void recount() {
        turn.lock();
        try {
            Settlement settlement = new Settlement(List.of(), new HashMap<>());
            held.forEach((number, jobs) -> settlement.pending().put(number, jobs.size()));
            if (!held.isEmpty()) {
                transactions.write(
                        false,
                        tx -> {
                            settlement.write(tx, worker);
                            return true;
                        });
            }
        } finally {
            turn.unlock();
        }
    }

    /** Notes that handlers of jobs that crashed workers are called. */
    void started(List<Claim> taken) {
        transactions.write(
                false,
                tx -> {
                    for (Claim claim : taken) {
                        tx.execute(
                                "UPDATE receipt SET started = started || ? WHERE worker = ?"
                                        + " AND number = ?",
                                claim.id() + " ",
                                worker,
                                claim.receipt());
                    }
                    return taken.size();
                });
    }
}

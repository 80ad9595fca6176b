package dev.kanishk.scheduler.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

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

    /** Of the calls that count what is left of receipts; what is claimed meanwhile is another's. */
    private final ReentrantLock turn = new ReentrantLock();

    private final Map<Long, Set<Holder.Entry>> held = new ConcurrentHashMap<>();
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
        for (long number : held.keySet()) {
            least = Math.min(least, number);
        }
        return least;
    }

    private boolean isClaiming(long receipt) {
        synchronized (claiming) {
            return claiming.contains(receipt);
        }
    }

    /** Receipts are seen whole by calls that count them. */
    void hold(List<Claim> taken) {
        Map<Long, Set<Holder.Entry>> whole = new HashMap<>();
        for (Claim claim : taken) {
            whole.computeIfAbsent(claim.receipt(), k -> ConcurrentHashMap.newKeySet())
                    .add(entry(claim));
        }
        held.putAll(whole);
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
        return isHeld(claim);
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
            Map<Holder.Entry, End> ours = new LinkedHashMap<>();
            for (End end : ends) {
                if (isHeld(end.claim())) {
                    ours.putIfAbsent(entry(end.claim()), end);
                }
            }
            if (!ours.isEmpty()) {
                List<End> written = List.copyOf(ours.values());
                boolean[] accepted = finishOurs(written);
                for (int i = 0; i < accepted.length; i++) {
                    Claim claim = written.get(i).claim();
                    release(claim);
                    if (!accepted[i]) {
                        ours.remove(entry(claim));
                    }
                }
            }
            return ends.stream().map(end -> ours.remove(entry(end.claim()), end)).toList();
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
    private boolean[] finishOurs(List<End> ends) {
        List<Ended> attempts = ends.stream().map(end -> ended(end.claim())).toList();
        boolean succeeded = ends.stream().allMatch(Attempts::isSuccess);
        if (!combines || !succeeded) {
            return transactions.write(false, tx -> finish(tx, ends, attempts));
        }
        boolean[] accepted =
                transactions.single(
                        false,
                        tx -> {
                            Settlement settlement = settlement(tx, ends);
                            return tx.dialect().succeedAndSettle(tx, worker, attempts, settlement);
                        });
        if (indices(accepted, false).length == 0) {
            return accepted;
        }
        return transactions.write(false, tx -> finishRest(tx, ends, attempts, accepted));
    }

    private static boolean isSuccess(End end) {
        return end.result() instanceof Result.Succeeded;
    }

    /** Where a value stands. */
    private static int[] indices(boolean[] values, boolean value) {
        return IntStream.range(0, values.length).filter(i -> values[i] == value).toArray();
    }

    private boolean[] finish(Tx tx, List<End> ends, List<Ended> attempts) throws SQLException {
        boolean[] accepted = new boolean[ends.size()];
        int[] succeeded =
                IntStream.range(0, accepted.length).filter(i -> isSuccess(ends.get(i))).toArray();
        if (succeeded.length > 0) {
            List<Ended> these = Arrays.stream(succeeded).mapToObj(attempts::get).toList();
            boolean[] done = tx.dialect().succeed(tx, worker, these);
            for (int i = 0; i < done.length; i++) {
                accepted[succeeded[i]] = done[i];
            }
        }
        return finishRest(tx, ends, attempts, accepted);
    }

    /** Ends that were not accepted yet, and what the ends make of the receipts. */
    private boolean[] finishRest(
            Tx tx, List<End> ends, List<Ended> attempts, boolean[] acceptedBefore)
            throws SQLException {
        boolean[] accepted = acceptedBefore.clone();
        int[] others = indices(accepted, false);
        if (others.length > 0) {
            Set<Ended> moved =
                    move(
                            tx,
                            Arrays.stream(others).mapToObj(ends::get).toList(),
                            Arrays.stream(others).mapToObj(attempts::get).toList());
            for (int i : others) {
                accepted[i] = moved.contains(attempts.get(i));
            }
        }
        settlement(tx, ends).write(tx, worker);
        return accepted;
    }

    /** Ends that need a look at the job; gives those that were accepted. */
    private Set<Ended> move(Tx tx, List<End> ends, List<Ended> attempts) throws SQLException {
        Map<UUID, End> byJob = new HashMap<>();
        ends.forEach(end -> byJob.put(end.claim().id(), end));
        Map<Long, Long> claimedAtMs = Ended.claimedAtMs(tx, worker, attempts);
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

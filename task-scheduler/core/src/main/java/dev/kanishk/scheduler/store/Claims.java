package dev.kanishk.scheduler.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/*
 * A look for the oldest job of a lane begins at the least ticket that it may have, not at the
 * beginning: before it lie the entries of jobs that were taken, which stay there until they are
 * vacuumed; while somebody holds an old snapshot, they are never vacuumed, and there may be
 * millions. What comes later with a lesser ticket (it was drawn first and committed last) is told
 * by the news of its transaction; since news may be lost, a look begins at the beginning every few
 * seconds.
 *
 * Under limits the order is: lock the limits' rows of the types, one after the other by name, so
 * that claims of a type go one at a time on all nodes; see what is left; take no more. What runs is
 * counted from the receipts, so nothing has to be given back and nothing drifts.
 */
/** How a worker takes jobs. */
final class Claims {
    private static final long FULL_LOOK_MS = 5_000;
    private static final int LOOK_AHEAD = 10;

    private final Transactions transactions;
    private final Lanes lanes;
    private final String worker;
    private final AtomicLong number = new AtomicLong();
    private final Map<Integer, Long> least = new ConcurrentHashMap<>();
    private final Map<Integer, Long> lookedFully = new ConcurrentHashMap<>();
    private volatile Policy policy = Policy.UNKNOWN;

    Claims(Transactions transactions, Lanes lanes, String worker) {
        this.transactions = transactions;
        this.lanes = lanes;
        this.worker = worker;
    }

    Policy policy() {
        return policy;
    }

    void policy(Policy read) {
        policy = read;
    }

    /** The lanes of which a part has been seen, and the least tickets that are left. */
    Map<Integer, Long> cursors() {
        return Map.copyOf(least);
    }

    void news(News news) {
        news.due()
                .forEach((lane, ticket) ->
                        least.computeIfPresent(lane, (l, now) -> Math.min(now, ticket)));
    }

    /** A number for a receipt, never used before. */
    long nextNumber() {
        return number.incrementAndGet();
    }

    /**
     * What was taken.
     *
     * @param claims all of it
     * @param unreadable why jobs cannot be run, by their names
     */
    record Take(List<Claim> claims, Map<UUID, String> unreadable) {}

    /**
     * Takes jobs under a receipt's number.
     *
     * @throws StoreException if the store fails; jobs may be taken then
     */
    Take claim(List<Quota> quotas, long receipt) {
        if (policy.version() < 0) {
            policy = transactions.read(Policy::read);
        }
        List<Taken> taken = take(quotas, receipt);
        if (taken.isEmpty()) {
            Policy now = transactions.read(Policy::read);
            if (now.version() != policy.version()) {
                policy = now;
                taken = take(quotas, receipt);
            }
        }
        Map<UUID, String> unreadable = new HashMap<>();
        for (Taken job : taken) {
            if (job.unreadable() != null) {
                unreadable.put(job.id(), job.unreadable());
            }
        }
        return new Take(claims(quotas, taken, receipt), unreadable);
    }

    private List<Taken> take(List<Quota> quotas, long receipt) {
        Policy by = policy;
        List<ClaimOrder.Wish> free = new ArrayList<>();
        Map<String, List<Quota>> limited = new LinkedHashMap<>();
        for (Quota quota : quotas) {
            String type = quota.lane().type();
            if (by.limits().containsKey(type) && !by.paused().contains(type)) {
                limited.computeIfAbsent(type, t -> new ArrayList<>()).add(quota);
            } else if (!by.paused().contains(type)) {
                free.add(wish(quota.lane().id(), quota.limit()));
            }
        }
        ClaimOrder order = new ClaimOrder(worker, receipt, by.version(), free);
        List<Taken> taken =
                limited.isEmpty()
                        ? transactions.single(false, tx -> claim(tx, order))
                        : transactions.write(false, tx -> takeLimited(tx, order, limited, by));
        moveCursors(free, taken);
        return taken;
    }

    private static List<Taken> claim(Tx tx, ClaimOrder order) throws SQLException {
        return order.wishes().isEmpty() ? List.of() : tx.dialect().claim(tx, order);
    }

    private ClaimOrder.Wish wish(int lane, int limit) {
        long now = System.nanoTime() / 1_000_000;
        Long looked = lookedFully.get(lane);
        if (looked == null || now - looked > FULL_LOOK_MS) {
            lookedFully.put(lane, now);
            return new ClaimOrder.Wish(lane, limit, 0, List.of());
        }
        return new ClaimOrder.Wish(lane, limit, least.getOrDefault(lane, 0L), List.of());
    }

    private void moveCursors(List<ClaimOrder.Wish> wishes, List<Taken> taken) {
        Map<Integer, Long> last = new HashMap<>();
        taken.forEach(job -> last.merge(job.lane(), job.ticket(), Math::max));
        for (ClaimOrder.Wish wish : wishes) {
            Long ticket = last.get(wish.lane());
            if (ticket != null) {
                least.merge(wish.lane(), ticket + 1, Math::max);
            }
        }
    }

    private List<Taken> takeLimited(
            Tx tx, ClaimOrder free, Map<String, List<Quota>> limited, Policy by)
            throws SQLException {
        List<Taken> taken = new ArrayList<>(claim(tx, free));
        List<String> types = new ArrayList<>(limited.keySet());
        types.sort(null);
        for (String type : types) {
            Limit limit = by.limits().get(type);
            List<Quota> quotas = limited.getOrDefault(type, List.of());
            int wanted = quotas.stream().mapToInt(Quota::limit).sum();
            int room = limit == null ? 0 : Policy.room(tx, limit, wanted);
            List<Taken> ofType = new ArrayList<>();
            if (limit != null && room > 0) {
                List<ClaimOrder.Wish> wishes =
                        limit.runningPerKey() == null
                                ? shares(quotas, room)
                                : chosen(tx, limit, quotas, room);
                ofType.addAll(
                        claim(tx, new ClaimOrder(worker, free.number(), by.version(), wishes)));
                Policy.spend(tx, limit, ofType.size());
            }
            taken.addAll(ofType);
        }
        return taken;
    }

    private static List<ClaimOrder.Wish> shares(List<Quota> quotas, int room) {
        List<ClaimOrder.Wish> wishes = new ArrayList<>();
        int left = room;
        for (Quota quota : quotas) {
            int share = Math.min(left, quota.limit());
            if (share > 0) {
                wishes.add(new ClaimOrder.Wish(quota.lane().id(), share, 0, List.of()));
            }
            left -= share;
        }
        return wishes;
    }

    private record Candidate(long ticket, @Nullable String key) {}

    /** The oldest jobs whose keys have room, each by its ticket. */
    private static List<ClaimOrder.Wish> chosen(Tx tx, Limit limit, List<Quota> quotas, int room)
            throws SQLException {
        int most = limit.runningPerKey() == null ? Integer.MAX_VALUE : limit.runningPerKey();
        Map<String, Integer> running = runningByKey(tx, limit.type());
        List<ClaimOrder.Wish> wishes = new ArrayList<>();
        int left = room;
        for (Quota quota : quotas) {
            int share = Math.min(left, quota.limit());
            List<Long> tickets = new ArrayList<>();
            List<String> full = new ArrayList<>();
            running.forEach((key, count) -> {
                if (count >= most) {
                    full.add(key);
                }
            });
            List<Candidate> candidates =
                    tx.query(
                            "SELECT r.ticket, j.limit_key FROM ready r JOIN job j ON j.id = r.id"
                                    + " WHERE r.lane = ? AND (j.limit_key IS NULL"
                                    + " OR NOT (j.limit_key = ANY(?)))"
                                    + " ORDER BY r.ticket LIMIT ?",
                            row -> new Candidate(row.getLong(1), row.getString(2)),
                            quota.lane().id(),
                            full,
                            share * LOOK_AHEAD);
            for (Candidate candidate : candidates) {
                if (tickets.size() == share) {
                    break;
                }
                String key = candidate.key;
                if (key == null || running.merge(key, 1, Integer::sum) <= most) {
                    tickets.add(candidate.ticket);
                }
            }
            if (!tickets.isEmpty()) {
                wishes.add(new ClaimOrder.Wish(quota.lane().id(), share, 0, tickets));
            }
            left -= tickets.size();
        }
        return wishes;
    }

    private static Map<String, Integer> runningByKey(Tx tx, String type) throws SQLException {
        Set<Integer> ofType = new HashSet<>(Lanes.ofType(tx, type));
        Map<UUID, Integer> attempts = new HashMap<>();
        for (Holder holder : Holder.ofLanes(tx, List.copyOf(ofType))) {
            holder.entries().forEach(entry -> attempts.put(entry.id(), entry.attempt()));
        }
        Map<String, Integer> running = new HashMap<>();
        tx.query(
                "SELECT id, attempts, limit_key FROM job WHERE id = ANY(?) AND state = 1"
                        + " AND limit_key IS NOT NULL",
                row -> {
                    Integer attempt = attempts.get(UUID.fromString(row.getString(1)));
                    boolean runs = attempt != null && attempt == row.getInt(2) + 1;
                    return runs ? running.merge(row.getString(3), 1, Integer::sum) : 0;
                },
                List.copyOf(attempts.keySet()));
        return running;
    }

    private List<Claim> claims(List<Quota> quotas, List<Taken> taken, long receipt) {
        Map<Integer, List<Taken>> byLane = new LinkedHashMap<>();
        quotas.forEach(quota -> byLane.put(quota.lane().id(), new ArrayList<>()));
        taken.forEach(job -> byLane.computeIfAbsent(job.lane(), l -> new ArrayList<>()).add(job));
        List<Claim> claims = new ArrayList<>(taken.size());
        for (List<Taken> ofLane : byLane.values()) {
            ofLane.sort((a, b) -> Long.compare(a.ticket(), b.ticket()));
            for (Taken job : ofLane) {
                claims.add(
                        new Claim(
                                job.id(),
                                lanes.get(job.lane()),
                                job.counts().attempts() + 1,
                                job.counts().failures(),
                                job.counts().crashes(),
                                receipt,
                                Instant.ofEpochMilli(UuidV7.ms(job.id())),
                                Instant.ofEpochMilli(job.dueAtMs()),
                                job.request()));
            }
        }
        return claims;
    }
}

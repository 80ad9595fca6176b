package dev.kanishk.scheduler.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
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
 *
 * A claim writes one receipt for each type, however many lanes it takes from: a claim that is
 * shared out to a hundred tenants costs what one of a single lane does, and so do the ends of its
 * jobs.
 */
/** How a worker takes jobs. */
final class Claims {
    private static final long FULL_LOOK_MS = 5_000;
    private static final long FRESH_NANOS = 1_000_000_000;
    private static final int LOOK_AHEAD = 10;

    private final Transactions transactions;
    private final Lanes lanes;
    private final String worker;
    private final Map<Integer, Long> least = new ConcurrentHashMap<>();
    private final Map<Integer, Long> lookedFully = new ConcurrentHashMap<>();
    private final Map<String, Filled> filled = new ConcurrentHashMap<>();
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

    /** How many jobs of a type ran when that was seen last, and whether limits kept some back. */
    private record Filled(long running, boolean keptBack, long atNanos) {}

    /** Whether the limits of a type kept jobs back when some were asked for last. */
    boolean isAtLimit(String type) {
        Filled seen = filled.get(type);
        return policy.limits().containsKey(type) && (seen == null || seen.keptBack);
    }

    /**
     * Whether others may wait for jobs of a type to end. While this worker sees again and again
     * that less than half of what may run does, it is not worth telling them of each end: if they
     * have come to the limit nevertheless since then, they find out by their next beat.
     */
    boolean isAwaited(String type) {
        Limit limit = policy.limits().get(type);
        if (limit == null || limit.running() == null) {
            return limit != null && limit.runningPerKey() != null;
        }
        Filled seen = filled.get(type);
        return limit.runningPerKey() != null
                || seen == null
                || System.nanoTime() - seen.atNanos > FRESH_NANOS
                || 2 * seen.running > limit.running();
    }

    /** Whether a limit counts the jobs of a type that run. */
    boolean isCounted(String type) {
        Limit limit = policy.limits().get(type);
        return limit != null && limit.running() != null;
    }

    /**
     * What was taken.
     *
     * @param claims all of it
     * @param unreadable why jobs cannot be run, by their names
     */
    record Take(List<Claim> claims, Map<UUID, String> unreadable) {}

    /**
     * Takes jobs.
     *
     * @param receipts the numbers of the receipts, by type
     * @throws StoreException if the store fails; jobs may be taken then
     */
    Take claim(List<Quota> quotas, Map<String, Long> receipts) {
        if (policy.version() < 0) {
            policy = transactions.read(Policy::read);
        }
        List<Taken> taken = take(quotas, receipts);
        if (taken.isEmpty() && transactions.single(false, Policy::version) != policy.version()) {
            policy = transactions.read(Policy::read);
            taken = take(quotas, receipts);
        }
        Map<UUID, String> unreadable = new HashMap<>();
        for (Taken job : taken) {
            if (job.unreadable() != null) {
                unreadable.put(job.id(), job.unreadable());
            }
        }
        return new Take(claims(quotas, taken, receipts), unreadable);
    }

    private List<Taken> take(List<Quota> quotas, Map<String, Long> receipts) {
        Policy by = policy;
        List<ClaimOrder.Wish> free = new ArrayList<>();
        Map<String, List<Quota>> limited = new LinkedHashMap<>();
        for (Quota quota : quotas) {
            String type = quota.lane().type();
            if (by.limits().containsKey(type) && !by.paused().contains(type)) {
                limited.computeIfAbsent(type, t -> new ArrayList<>()).add(quota);
            } else if (!by.paused().contains(type)) {
                free.add(wish(quota.lane(), quota.limit(), receipts));
            }
        }
        ClaimOrder order = new ClaimOrder(worker, by.version(), free, null);
        List<Taken> taken =
                limited.isEmpty()
                        ? transactions.single(false, tx -> claim(tx, order))
                        : transactions.write(
                                false, tx -> takeLimited(tx, order, limited, by, receipts));
        moveCursors(taken, by);
        return taken;
    }

    private static List<Taken> claim(Tx tx, ClaimOrder order) throws SQLException {
        return order.wishes().isEmpty() ? List.of() : tx.dialect().claim(tx, order);
    }

    private static long receipt(Map<String, Long> receipts, String type) {
        Long number = receipts.get(type);
        if (number == null) {
            throw new AssertionError("no receipt for type " + type);
        }
        return number;
    }

    private ClaimOrder.Wish wish(Lane lane, int limit, Map<String, Long> receipts) {
        int id = lane.id();
        long receipt = receipt(receipts, lane.type());
        long now = System.nanoTime() / 1_000_000;
        Long looked = lookedFully.get(id);
        if (looked == null || now - looked > FULL_LOOK_MS) {
            lookedFully.put(id, now);
            return new ClaimOrder.Wish(id, receipt, limit, 0, List.of());
        }
        return new ClaimOrder.Wish(id, receipt, limit, least.getOrDefault(id, 0L), List.of());
    }

    /** Jobs that have keys with limits may be passed over, so their lanes have no cursors. */
    private void moveCursors(List<Taken> taken, Policy by) {
        for (Taken job : taken) {
            Limit limit = by.limits().get(lanes.get(job.lane()).type());
            if (limit == null || limit.runningPerKey() == null) {
                least.merge(job.lane(), job.ticket() + 1, Math::max);
            }
        }
    }

    private List<Taken> takeLimited(
            Tx tx,
            ClaimOrder free,
            Map<String, List<Quota>> limited,
            Policy by,
            Map<String, Long> receipts)
            throws SQLException {
        List<Taken> taken = new ArrayList<>(claim(tx, free));
        List<String> types = new ArrayList<>(limited.keySet());
        types.sort(null);
        for (String type : types) {
            Limit limit = by.limits().get(type);
            if (limit == null) {
                continue;
            }
            List<Quota> quotas = limited.getOrDefault(type, List.of());
            int wanted = quotas.stream().mapToInt(Quota::limit).sum();
            Room room = Room.of(tx, limit, worker, wanted);
            List<Taken> ofType = List.of();
            if (room.jobs() > 0) {
                List<ClaimOrder.Wish> wishes =
                        limit.runningPerKey() == null
                                ? shares(quotas, room.jobs(), receipts)
                                : chosen(tx, limit, quotas, room.jobs(), receipts);
                boolean combines = tx.dialect().combines();
                ClaimOrder order =
                        new ClaimOrder(
                                worker, by.version(), wishes, combines ? room.spending() : null);
                ofType = claim(tx, order);
                if (!combines) {
                    room.spend(tx, ofType.size());
                }
            }
            boolean kept = room.jobs() < wanted || limit.runningPerKey() != null;
            filled.put(type, new Filled(room.running() + ofType.size(), kept, System.nanoTime()));
            taken.addAll(ofType);
        }
        return taken;
    }

    private List<ClaimOrder.Wish> shares(List<Quota> quotas, int room, Map<String, Long> receipts) {
        List<ClaimOrder.Wish> wishes = new ArrayList<>();
        int left = room;
        for (Quota quota : quotas) {
            int share = Math.min(left, quota.limit());
            if (share > 0) {
                wishes.add(wish(quota.lane(), share, receipts));
            }
            left -= share;
        }
        return wishes;
    }

    private record Candidate(long ticket, @Nullable String key) {}

    /** The oldest jobs whose keys have room, each by its ticket. */
    private static List<ClaimOrder.Wish> chosen(
            Tx tx, Limit limit, List<Quota> quotas, int room, Map<String, Long> receipts)
            throws SQLException {
        long receipt = receipt(receipts, limit.type());
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
                wishes.add(new ClaimOrder.Wish(quota.lane().id(), receipt, share, 0, tickets));
            }
            left -= tickets.size();
        }
        return wishes;
    }

    private static Map<String, Integer> runningByKey(Tx tx, String type) throws SQLException {
        Map<UUID, Integer> attempts = new HashMap<>();
        for (Holder.Entry entry : Holder.claimed(tx, type)) {
            attempts.put(entry.id(), entry.attempt());
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

    private List<Claim> claims(List<Quota> quotas, List<Taken> taken, Map<String, Long> receipts) {
        Map<Integer, List<Taken>> byLane = new LinkedHashMap<>();
        quotas.forEach(quota -> byLane.put(quota.lane().id(), new ArrayList<>()));
        taken.forEach(job -> byLane.computeIfAbsent(job.lane(), l -> new ArrayList<>()).add(job));
        List<Claim> claims = new ArrayList<>(taken.size());
        for (List<Taken> ofLane : byLane.values()) {
            ofLane.sort((a, b) -> Long.compare(a.ticket(), b.ticket()));
            for (Taken job : ofLane) {
                Lane lane = lanes.get(job.lane());
                claims.add(
                        new Claim(
                                job.id(),
                                lane,
                                job.counts().attempts() + 1,
                                job.counts().failures(),
                                job.counts().crashes(),
                                receipt(receipts, lane.type()),
                                Instant.ofEpochMilli(UuidV7.ms(job.id())),
                                Instant.ofEpochMilli(job.dueAtMs()),
                                job.request()));
            }
        }
        return claims;
    }
}

package dev.kanishk.scheduler.store;

import dev.kanishk.scheduler.job.JobRequest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * Lanes are never removed or changed, so what is known of them stays true. New ones are made in a
 * transaction of their own, before the one that uses them: others can see them then, whatever
 * becomes of that. They are known here only when that transaction is on the disk; else the number
 * of one that was lost would be given to another.
 *
 * Who meets many new lanes at once makes them together, and threads that come while one makes some
 * wait for it and have theirs made by the next: a process that begins to enqueue for a thousand
 * tenants flushes the disk a few times, not a thousand.
 */
/** The lanes, as far as this process has met them. */
final class Lanes {
    /** The most tenants of a type that have lanes of their own. */
    static final int MAX_TENANTS = 10_000;

    private static final int SHARED = 64;
    private static final int MAX_MADE = 1_000;
    private static final String SELECT = "SELECT id, type, tenant, priority FROM lane";

    private record Name(String type, String tenant, int priority) {
        static Name of(Lane lane) {
            return new Name(lane.type(), lane.tenant(), lane.priority());
        }

        static Name of(JobRequest request) {
            return new Name(request.type(), request.tenant(), request.priority());
        }
    }

    private final Map<Integer, Lane> byId = new ConcurrentHashMap<>();
    private final Map<Name, Lane> byName = new ConcurrentHashMap<>();
    private final Set<String> crowded = ConcurrentHashMap.newKeySet();
    private final Queue<Name> wanted = new ConcurrentLinkedQueue<>();
    private final ReentrantLock making = new ReentrantLock();
    private final Transactions transactions;
    private final int maxTypes;

    Lanes(Transactions transactions, int maxTypes) {
        this.transactions = transactions;
        this.maxTypes = maxTypes;
    }

    /** The lane of a number that the store has given. */
    Lane get(int id) {
        Lane known = byId.get(id);
        if (known == null) {
            learn(transactions.read(tx -> tx.query(SELECT, Lanes::read)));
            known = byId.get(id);
        }
        if (known == null) {
            throw new StoreException("the store has no lane " + id + ": its tables were altered");
        }
        return known;
    }

    /** Those of the numbers. */
    List<Lane> get(List<Integer> ids) {
        return ids.stream().map(this::get).toList();
    }

    /** The numbers of a type's lanes. */
    static List<Integer> ofType(Tx tx, String type) throws SQLException {
        return tx.query("SELECT id FROM lane WHERE type = ?", row -> row.getInt(1), type);
    }

    private static Lane read(ResultSet row) throws SQLException {
        return new Lane(row.getInt(1), row.getString(2), row.getString(3), row.getInt(4));
    }

    private void learn(Collection<Lane> lanes) {
        for (Lane lane : lanes) {
            byId.put(lane.id(), lane);
            byName.put(Name.of(lane), lane);
        }
    }

    private @Nullable Lane known(Name name) {
        Lane known = byName.get(name);
        return known == null && crowded.contains(name.type) ? byName.get(sharedBy(name)) : known;
    }

    /** The name of the lane that a tenant has with others. */
    private static Name sharedBy(Name name) {
        return name.tenant.isEmpty()
                ? name
                : new Name(
                        name.type,
                        "~" + Math.floorMod(name.tenant.hashCode(), SHARED),
                        name.priority);
    }

    /**
     * The lane for jobs, made if there is none.
     *
     * @throws IllegalArgumentException if the type is new and there are too many
     */
    Lane of(JobRequest request) {
        Name name = Name.of(request);
        Lane known = known(name);
        if (known == null) {
            make(Set.of(name));
            known = known(name);
        }
        if (known == null) {
            throw new IllegalArgumentException(
                    "type '"
                            + name.type
                            + "' is new and there are "
                            + maxTypes
                            + " already: use a known one");
        }
        return known;
    }

    /** Makes the lanes for jobs that there are not, together; none of types that are too many. */
    void prepare(List<JobRequest> requests) {
        Set<Name> missing = new LinkedHashSet<>();
        for (JobRequest request : requests) {
            Name name = Name.of(request);
            if (known(name) == null) {
                missing.add(name);
            }
        }
        if (!missing.isEmpty()) {
            make(missing);
        }
    }

    private void make(Set<Name> names) {
        wanted.addAll(names);
        making.lock();
        try {
            Map<String, Set<Name>> byType = new LinkedHashMap<>();
            names.forEach(name -> want(name, byType));
            if (byType.isEmpty()) {
                return;
            }
            Name other = wanted.poll();
            for (int i = 0; i < MAX_MADE && other != null; i++) {
                want(other, byType);
                other = wanted.poll();
            }
            Made made = transactions.write(true, tx -> make(tx, byType));
            learn(made.lanes);
            crowded.addAll(made.crowded);
        } finally {
            making.unlock();
        }
    }

    private void want(Name name, Map<String, Set<Name>> byType) {
        if (known(name) == null) {
            byType.computeIfAbsent(name.type, t -> new LinkedHashSet<>()).add(name);
        }
    }

    /** Lanes that are there now, and types of which no further tenants get their own. */
    private record Made(List<Lane> lanes, Set<String> crowded) {}

    private Made make(Tx tx, Map<String, Set<Name>> byType) throws SQLException {
        Made made = new Made(new ArrayList<>(), new LinkedHashSet<>());
        for (Map.Entry<String, Set<Name>> type : byType.entrySet()) {
            if (isAllowed(tx, type.getKey())) {
                make(tx, type.getKey(), type.getValue(), made);
            }
        }
        return made;
    }

    private boolean isAllowed(Tx tx, String type) throws SQLException {
        if (tx.number("SELECT count(*) FROM type WHERE name = ?", type) == 0) {
            if (tx.number("SELECT count(*) FROM type") >= maxTypes) {
                return false;
            }
            List<@Nullable Object[]> row = new ArrayList<>();
            row.add(new Object[] {type});
            tx.insertUnknown("type", "name", row);
        }
        return true;
    }

    private static void make(Tx tx, String type, Set<Name> names, Made made) throws SQLException {
        Map<Name, Lane> found = find(tx, type, names);
        List<Name> missing = names.stream().filter(name -> !found.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            long tenants =
                    tx.number("SELECT count(DISTINCT tenant) FROM lane WHERE type = ?", type);
            Set<String> fresh = new LinkedHashSet<>();
            Set<Name> added = new LinkedHashSet<>();
            for (Name name : missing) {
                boolean own = fresh.contains(name.tenant) || tenants + fresh.size() < MAX_TENANTS;
                if (own) {
                    fresh.add(name.tenant);
                } else {
                    made.crowded.add(type);
                }
                added.add(own ? name : sharedBy(name));
            }
            List<@Nullable Object[]> rows = new ArrayList<>();
            added.forEach(name -> rows.add(new Object[] {name.type, name.tenant, name.priority}));
            tx.insertUnknown("lane", "type,tenant,priority", rows);
            found.putAll(find(tx, type, added));
        }
        if (made.crowded.contains(type)) {
            // Those that have lanes of their own keep them, so all of them have to be known.
            made.lanes.addAll(tx.query(SELECT + " WHERE type = ?", Lanes::read, type));
        } else {
            made.lanes.addAll(found.values());
        }
    }

    private static Map<Name, Lane> find(Tx tx, String type, Set<Name> names) throws SQLException {
        List<String> tenants = names.stream().map(Name::tenant).distinct().toList();
        Map<Name, Lane> found = new HashMap<>();
        for (Lane lane :
                tx.query(
                        SELECT + " WHERE type = ? AND tenant = ANY(?)",
                        Lanes::read,
                        type,
                        tenants)) {
            found.put(Name.of(lane), lane);
        }
        return found;
    }
}

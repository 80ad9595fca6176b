package dev.kanishk.scheduler.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/*
 * Lanes are never removed or changed, so what is known of them stays true. New ones are made in a
 * transaction of their own, before the one that uses them: others can see them then, whatever
 * becomes of that.
 */
/** The lanes, as far as this process has met them. */
final class Lanes {
    /** The most tenants of a type that have lanes of their own. */
    static final int MAX_TENANTS = 10_000;

    private static final int SHARED = 64;
    private static final String SELECT = "SELECT id, type, tenant, priority FROM lane";

    private record Name(String type, String tenant, int priority) {}

    private final Map<Integer, Lane> byId = new ConcurrentHashMap<>();
    private final Map<Name, Lane> byName = new ConcurrentHashMap<>();
    private final Set<String> crowded = ConcurrentHashMap.newKeySet();
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
            transactions.read(tx -> tx.query(SELECT, this::learn));
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

    private Lane learn(ResultSet row) throws SQLException {
        Lane lane = new Lane(row.getInt(1), row.getString(2), row.getString(3), row.getInt(4));
        byId.put(lane.id(), lane);
        byName.put(new Name(lane.type(), lane.tenant(), lane.priority()), lane);
        return lane;
    }

    /**
     * The lane for jobs, made if there is none.
     *
     * @throws IllegalArgumentException if the type is new and there are too many
     */
    Lane of(String type, String tenant, int priority) {
        Lane known = byName.get(new Name(type, tenant, priority));
        if (known == null && crowded.contains(type)) {
            known = byName.get(new Name(type, shared(tenant), priority));
        }
        if (known != null) {
            return known;
        }
        Optional<Lane> made =
                transactions.write(
                        true, tx -> Optional.ofNullable(make(tx, type, tenant, priority)));
        if (made.isEmpty()) {
            throw new IllegalArgumentException(
                    "type '"
                            + type
                            + "' is new and there are "
                            + maxTypes
                            + " already: use a known one");
        }
        return made.get();
    }

    /** The name of the lane that a tenant has with others. */
    private static String shared(String tenant) {
        return tenant.isEmpty() ? tenant : "~" + Math.floorMod(tenant.hashCode(), SHARED);
    }

    private @Nullable Lane make(Tx tx, String type, String tenant, int priority)
            throws SQLException {
        if (tx.number("SELECT count(*) FROM type WHERE name = ?", type) == 0) {
            if (tx.number("SELECT count(*) FROM type") >= maxTypes) {
                return null;
            }
            List<@Nullable Object[]> row = new ArrayList<>();
            row.add(new Object[] {type});
            tx.insertUnknown("type", "name", row);
        }
        Lane known = find(tx, type, tenant, priority);
        if (known != null) {
            return known;
        }
        String name = tenant;
        if (tx.number("SELECT count(DISTINCT tenant) FROM lane WHERE type = ?", type)
                >= MAX_TENANTS) {
            // Those that have lanes of their own keep them, so all of them have to be known.
            tx.query(SELECT + " WHERE type = ?", this::learn, type);
            crowded.add(type);
            name = shared(tenant);
        }
        List<@Nullable Object[]> row = new ArrayList<>();
        row.add(new Object[] {type, name, priority});
        tx.insertUnknown("lane", "type,tenant,priority", row);
        return find(tx, type, name, priority);
    }

    private @Nullable Lane find(Tx tx, String type, String tenant, int priority)
            throws SQLException {
        List<Lane> found =
                tx.query(
                        SELECT + " WHERE type = ? AND tenant = ? AND priority = ?",
                        this::learn,
                        type,
                        tenant,
                        priority);
        return found.isEmpty() ? null : found.getFirst();
    }
}

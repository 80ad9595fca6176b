package dev.kanishk.scheduler.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/*
 * The first entry of each lane is found by the index, as a worker finds it that looks at it in
 * full. Only the oldest of a type's fronts are looked up: names are in the order of acceptance, so
 * that is where the type's oldest is, whatever was tried again since.
 *
 * What has become due and is not in a lane yet, since no worker has moved it, counts as well.
 */
/** For how long what is next has been due. */
final class QueueAges {
    private static final int FRONTS_OF_TYPE = 16;
    private static final int LATE_LIMIT = 5_000;
    private static final String FRONTS =
            "SELECT l.id, (SELECT r.id FROM ready r WHERE r.lane = l.id ORDER BY r.ticket LIMIT 1)"
                    + " FROM lane l";
    private static final String LATE =
            "SELECT lane, run_at FROM later WHERE run_at <= ? ORDER BY run_at, id LIMIT "
                    + LATE_LIMIT;

    private record Front(int lane, UUID id) {}

    private record Due(int lane, long atMs) {}

    private QueueAges() {}

    static Map<String, Duration> read(Tx tx, Lanes lanes) throws SQLException {
        List<Due> due = new ArrayList<>();
        tx.query(
                "SELECT lane, run_at FROM job WHERE id = ANY(?)",
                row -> due.add(new Due(row.getInt(1), row.getLong(2))),
                oldest(fronts(tx), lanes));
        tx.query(LATE, row -> due.add(new Due(row.getInt(1), row.getLong(2))), tx.nowMs());
        Map<String, Duration> ages = new HashMap<>();
        for (Due each : due) {
            long ageMs = Math.max(0, tx.nowMs() - each.atMs);
            ages.merge(
                    lanes.get(each.lane).type(),
                    Duration.ofMillis(ageMs),
                    (a, b) -> a.compareTo(b) > 0 ? a : b);
        }
        return Map.copyOf(ages);
    }

    private static List<Front> fronts(Tx tx) throws SQLException {
        List<Front> fronts = new ArrayList<>();
        tx.query(
                FRONTS,
                row -> {
                    String id = row.getString(2);
                    return id != null && fronts.add(new Front(row.getInt(1), UUID.fromString(id)));
                });
        return fronts;
    }

    private static List<UUID> oldest(List<Front> fronts, Lanes lanes) {
        Map<String, List<UUID>> byType = new HashMap<>();
        for (Front front : fronts) {
            byType.computeIfAbsent(lanes.get(front.lane).type(), type -> new ArrayList<>())
                    .add(front.id);
        }
        return byType.values().stream()
                .flatMap(ids -> ids.stream().sorted().limit(FRONTS_OF_TYPE))
                .toList();
    }
}

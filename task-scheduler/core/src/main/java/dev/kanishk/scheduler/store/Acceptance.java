package dev.kanishk.scheduler.store;

import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Receipt;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How jobs enter the store, within a transaction: keys, then those that they wait for. */
final class Acceptance {
    private record Key(String type, String key) {}

    private final Tx tx;
    private final Lanes lanes;
    private final List<NewJob> jobs;
    private final Map<UUID, UUID> known = new HashMap<>();

    private Acceptance(Tx tx, Lanes lanes, List<NewJob> jobs) {
        this.tx = tx;
        this.lanes = lanes;
        this.jobs = jobs;
    }

    /** Stores jobs; none that has the key of one that is kept. */
    static List<Receipt> accept(Tx tx, Lanes lanes, List<NewJob> jobs) throws SQLException {
        return accept(tx, lanes, jobs, Set.of());
    }

    /** Stores jobs but for those that are; answers for these what was answered, or would be. */
    static List<Receipt> accept(Tx tx, Lanes lanes, List<NewJob> jobs, Set<UUID> stored)
            throws SQLException {
        return new Acceptance(tx, lanes, jobs).run(stored);
    }

    static boolean isPlain(List<NewJob> jobs) {
        for (NewJob job : jobs) {
            if (!job.isPlain()) {
                return false;
            }
        }
        return true;
    }

    /** Stores jobs that have no keys and wait for none: one statement where it can be. */
    static List<Receipt> acceptPlain(Tx tx, List<NewJob> jobs) throws SQLException {
        tx.dialect().accept(tx, jobs);
        List<Receipt> receipts = new ArrayList<>(jobs.size());
        for (NewJob job : jobs) {
            receipts.add(receipt(job));
        }
        return receipts;
    }

    private static Receipt receipt(NewJob job) {
        return new Receipt(job.id, Lifecycle.accepted(!job.isDue()), true);
    }

    private List<Receipt> run(Set<UUID> stored) throws SQLException {
        findKnown();
        List<NewJob> fresh =
                jobs.stream()
                        .filter(job -> !known.containsKey(job.id) && !stored.contains(job.id))
                        .toList();
        List<NewJob> doomed = block(fresh);
        if (!fresh.isEmpty()) {
            tx.dialect().accept(tx, fresh);
        }
        Changes changes = new Changes(tx, lanes);
        for (NewJob job : doomed) {
            JobRow row =
                    new JobRow(
                            job.id,
                            job.lane.id(),
                            0,
                            JobRow.stored(JobState.SCHEDULED),
                            job.runAtMs(),
                            new Lifecycle.Counts(0, 0, 0, job.request.maxAttempts()),
                            job.blockers,
                            job.hasDependents,
                            job.acceptedAtMs());
            changes.add(row, Lifecycle.dependency(row.counts(), false), job.node);
        }
        changes.flush();
        return receipts();
    }

    private List<Receipt> receipts() throws SQLException {
        Map<UUID, JobState> states = Queries.states(tx, List.copyOf(known.values()));
        List<Receipt> receipts = new ArrayList<>(jobs.size());
        for (NewJob job : jobs) {
            UUID other = known.get(job.id);
            if (other == null) {
                receipts.add(receipt(job));
            } else {
                JobState state = states.get(other);
                if (state == null) {
                    throw new StoreException("job " + other + " went while its key was looked up");
                }
                receipts.add(new Receipt(other, state, false));
            }
        }
        return receipts;
    }

    /** Takes the keys that are free, and finds the jobs that have the others. */
    private void findKnown() throws SQLException {
        Map<Key, NewJob> keyed =
                new TreeMap<>(Comparator.comparing(Key::type).thenComparing(Key::key));
        Map<NewJob, Key> asked = new HashMap<>();
        for (NewJob job : jobs) {
            String key = job.request.idempotencyKey();
            if (key != null) {
                Key name = new Key(job.request.type(), key);
                keyed.putIfAbsent(name, job);
                asked.put(job, name);
            }
        }
        if (keyed.isEmpty()) {
            return;
        }
        List<@Nullable Object[]> rows = new ArrayList<>();
        Map<String, List<String>> byType = new TreeMap<>();
        // In their order, so that two transactions do not wait for each other's keys.
        keyed.forEach((name, job) -> {
            rows.add(new Object[] {name.type, name.key, job.id});
            byType.computeIfAbsent(name.type, t -> new ArrayList<>()).add(name.key);
        });
        tx.insertUnknown("job_key", "type,job_key,id", rows);
        Map<Key, UUID> holders = new HashMap<>();
        for (Map.Entry<String, List<String>> type : byType.entrySet()) {
            tx.query(
                    "SELECT job_key, id FROM job_key WHERE type = ? AND job_key = ANY(?)",
                    row ->
                            holders.put(
                                    new Key(type.getKey(), row.getString(1)),
                                    UUID.fromString(row.getString(2))),
                    type.getKey(),
                    type.getValue());
        }
        asked.forEach((job, name) -> {
            UUID holder = holders.get(name);
            if (holder != null && !holder.equals(job.id)) {
                known.put(job.id, holder);
            }
        });
    }

    /** Counts what the jobs have to wait for; returns those for which it is too late. */
    private List<NewJob> block(List<NewJob> fresh) throws SQLException {
        Map<UUID, NewJob> here = new HashMap<>();
        for (NewJob job : fresh) {
            here.put(job.id, job);
            // This may be the second try of a transaction.
            job.blockers = 0;
            job.hasDependents = false;
        }
        Set<UUID> others = new TreeSet<>();
        for (NewJob job : fresh) {
            parents(job).stream().filter(id -> !here.containsKey(id)).forEach(others::add);
        }
        Map<UUID, JobRow> locked = new HashMap<>();
        JobRow.lock(tx, List.copyOf(others)).forEach(row -> locked.put(row.id(), row));
        List<@Nullable Object[]> edges = new ArrayList<>();
        List<NewJob> doomed = new ArrayList<>();
        Set<UUID> waitedFor = new TreeSet<>();
        for (NewJob job : fresh) {
            boolean late = false;
            for (UUID id : parents(job)) {
                NewJob parent = here.get(id);
                JobRow row = locked.get(id);
                if (parent == null && row == null) {
                    throw new IllegalArgumentException(
                            "after '" + id + "' is no job that is kept: leave it out");
                }
                if (row != null && row.state(false).isOver()) {
                    late |= !job.request.afterAny() && row.state(false) != JobState.SUCCEEDED;
                    continue;
                }
                if (parent == null) {
                    waitedFor.add(id);
                } else {
                    parent.hasDependents = true;
                }
                job.blockers++;
                edges.add(new Object[] {id, job.id, job.request.afterAny() ? 1 : 0});
            }
            if (late) {
                job.blockers++;
                doomed.add(job);
            }
        }
        if (!waitedFor.isEmpty()) {
            tx.execute(
                    "UPDATE job SET has_dependents = 1 WHERE id = ANY(?)", List.copyOf(waitedFor));
        }
        tx.insert("dependency", "parent,child,any_end", edges);
        return doomed;
    }

    private Set<UUID> parents(NewJob job) {
        Set<UUID> parents = new LinkedHashSet<>();
        job.after.forEach(id -> parents.add(known.getOrDefault(id, id)));
        parents.remove(job.id);
        return parents;
    }
}

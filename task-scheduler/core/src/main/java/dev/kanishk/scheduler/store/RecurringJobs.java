package dev.kanishk.scheduler.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.recurring.FixedDelay;
import dev.kanishk.scheduler.recurring.MissedTicks;
import dev.kanishk.scheduler.recurring.Recurring;
import dev.kanishk.scheduler.recurring.Schedule;
import dev.kanishk.scheduler.recurring.Ticks;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/*
 * A tick's row is locked while its jobs are made and its next tick is set, in one transaction; and
 * its jobs have the tick as their key. So there is one job a tick, whoever looks, and whoever dies
 * meanwhile.
 */
/** The jobs that are made again and again. */
final class RecurringJobs {
    private static final String SELECT =
            "SELECT name, schedule, missed, request, next_ms, last_job FROM recurring";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How often a delayed tick looks whether the job of the one before is over. */
    private static final long LOOK_AGAIN_MS = 1_000;

    private record Stored(Recurring recurring, @Nullable UUID lastJob) {}

    private RecurringJobs() {}

    static List<Recurring> all(Tx tx) throws SQLException {
        return tx.query(SELECT + " ORDER BY name", RecurringJobs::read).stream()
                .map(Stored::recurring)
                .toList();
    }

    /** Sets one; the next tick stays if the schedule does. */
    static void set(Tx tx, Recurring recurring) throws SQLException {
        String schedule = recurring.schedule().text();
        String request = json(recurring.job());
        int same =
                tx.execute(
                        "UPDATE recurring SET missed = ?, request = ? WHERE name = ?"
                                + " AND schedule = ?",
                        recurring.missed().name(),
                        request,
                        recurring.name(),
                        schedule);
        if (same == 0) {
            // Another node may set it at the same time: that waits for this, or this for that.
            List<@Nullable Object[]> row = new ArrayList<>();
            row.add(
                    new Object[] {
                        recurring.name(),
                        schedule,
                        recurring.missed().name(),
                        request,
                        recurring.next().toEpochMilli()
                    });
            tx.insertUnknown("recurring", "name,schedule,missed,request,next_ms", row);
            tx.execute(
                    "UPDATE recurring SET schedule = ?, missed = ?, request = ?, next_ms = ?,"
                            + " last_job = NULL WHERE name = ? AND schedule <> ?",
                    schedule,
                    recurring.missed().name(),
                    request,
                    recurring.next().toEpochMilli(),
                    recurring.name(),
                    schedule);
        }
        tx.changed();
    }

    static boolean remove(Tx tx, String name) throws SQLException {
        return tx.execute("DELETE FROM recurring WHERE name = ?", name) == 1;
    }

    /** What the ticks that have come need of lanes; to be called before {@link #tick}. */
    static List<JobRequest> due(Tx tx) throws SQLException {
        return tx.query(SELECT + " WHERE next_ms <= ?", RecurringJobs::read, tx.nowMs()).stream()
                .map(stored -> stored.recurring.job())
                .toList();
    }

    /**
     * Makes the jobs of the ticks that have come.
     *
     * @param prepare makes a job of a request
     */
    static int tick(Tx tx, Lanes lanes, Function<JobRequest, NewJob> prepare) throws SQLException {
        List<Stored> due =
                tx.query(
                        SELECT + " WHERE next_ms <= ? ORDER BY name FOR UPDATE SKIP LOCKED",
                        RecurringJobs::read,
                        tx.nowMs());
        int made = 0;
        for (Stored stored : due) {
            Recurring recurring = stored.recurring;
            Instant now = Instant.ofEpochMilli(tx.nowMs());
            if (recurring.schedule() instanceof FixedDelay delay && stored.lastJob != null) {
                Instant tick = afterLast(tx, delay, stored.lastJob, now);
                if (tick.isAfter(now)) {
                    next(tx, recurring.name(), tick, stored.lastJob);
                    continue;
                }
            }
            Ticks ticks = recurring.due(now);
            List<NewJob> jobs = new ArrayList<>();
            for (Instant tick : ticks.run()) {
                jobs.add(prepare.apply(recurring.jobAt(tick)));
            }
            UUID last = stored.lastJob;
            if (!jobs.isEmpty()) {
                last = Acceptance.accept(tx, lanes, jobs).getLast().id();
            }
            next(tx, recurring.name(), ticks.next(), last);
            made += jobs.size();
        }
        return made;
    }

    private static void next(Tx tx, String name, Instant tick, @Nullable UUID last)
            throws SQLException {
        tx.execute(
                "UPDATE recurring SET next_ms = ?, last_job = ? WHERE name = ?",
                tick.toEpochMilli(),
                last,
                name);
    }

    /** The tick that follows the end of the last one's job; a while from now if it goes on. */
    private static Instant afterLast(Tx tx, FixedDelay delay, UUID lastJob, Instant now)
            throws SQLException {
        List<JobRow> last = JobRow.lock(tx, List.of(lastJob));
        if (last.isEmpty()) {
            return now;
        }
        JobRow job = last.getFirst();
        return job.state(false).isOver()
                ? delay.after(Instant.ofEpochMilli(job.changedAtMs()))
                : now.plusMillis(Math.min(LOOK_AGAIN_MS, delay.delay().toMillis()));
    }

    private static Stored read(ResultSet row) throws SQLException {
        String last = row.getString(6);
        return new Stored(
                new Recurring(
                        row.getString(1),
                        Schedule.parse(row.getString(2)),
                        MissedTicks.valueOf(row.getString(3)),
                        request(row.getString(4)),
                        Instant.ofEpochMilli(row.getLong(5))),
                last == null ? null : UUID.fromString(last));
    }

    private static String json(JobRequest request) {
        ObjectNode json = JSON.createObjectNode();
        json.put("type", request.type());
        json.put("payload", request.payload());
        json.put("priority", request.priority());
        json.put("maxAttempts", request.maxAttempts());
        json.put("timeout", request.timeout().toString());
        json.put("tenant", request.tenant());
        json.put("limitKey", request.limitKey());
        json.put("target", request.target());
        json.put("trace", request.trace());
        request.tags().forEach(json.putArray("tags")::add);
        return json.toString();
    }

    private static JobRequest request(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            List<String> tags = new ArrayList<>();
            json.path("tags").forEach(tag -> tags.add(tag.asText()));
            return JobRequest.of(json.path("type").asText(), json.path("payload").asText())
                    .withPriority(json.path("priority").asInt())
                    .withMaxAttempts(json.path("maxAttempts").asInt())
                    .withTimeout(Duration.parse(json.path("timeout").asText()))
                    .withTenant(json.path("tenant").asText())
                    .withLimitKey(json.path("limitKey").textValue())
                    .withTarget(json.path("target").textValue())
                    .withTrace(json.path("trace").textValue())
                    .withTags(tags);
        } catch (JsonProcessingException e) {
            throw new StoreException("a recurring job's request cannot be read: " + text, e);
        }
    }
}

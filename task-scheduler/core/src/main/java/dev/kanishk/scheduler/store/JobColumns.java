package dev.kanishk.scheduler.store;

import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How a job becomes a row, and a row a job. */
final class JobColumns {
    /** 1 if a live job is due, 0 if it runs. */
    static final String DUE =
            "(SELECT count(*) FROM ready r WHERE r.lane = job.lane AND r.ticket = job.ticket"
                    + " AND r.id = job.id)";

    /** What is read of a request. */
    static final String REQUEST =
            "payload, run_at, max_attempts, timeout_ms, job_key, tenant, limit_key, target, tags,"
                    + " trace";

    /** A column of a new job. */
    record Column(String name, Function<NewJob, @Nullable Object> value) {}

    private static final List<Column> ALWAYS =
            List.of(
                    new Column("id", job -> job.id),
                    new Column("lane", job -> job.lane.id()),
                    new Column("state", job -> job.isDue() ? JobRow.LIVE : 0),
                    new Column("run_at", NewJob::runAtMs),
                    new Column("changed_at", NewJob::acceptedAtMs),
                    new Column("max_attempts", job -> job.request.maxAttempts()),
                    new Column("timeout_ms", job -> (int) job.request.timeout().toMillis()),
                    new Column("accepted_by", job -> job.node),
                    new Column("payload", job -> job.payload));
    private static final List<Column> SOMETIMES =
            List.of(
                    new Column("job_key", job -> job.request.idempotencyKey()),
                    new Column("tenant", JobColumns::tenant),
                    new Column("limit_key", job -> job.request.limitKey()),
                    new Column("target", job -> job.request.target()),
                    new Column("tags", JobColumns::tags),
                    new Column("trace", job -> job.request.trace()),
                    new Column("blockers", job -> job.blockers == 0 ? null : job.blockers),
                    new Column("has_dependents", job -> job.hasDependents ? 1 : null));

    private JobColumns() {}

    /** The columns that any of the jobs needs; the others have their defaults. */
    static List<Column> of(List<NewJob> jobs) {
        List<Column> columns = new ArrayList<>(ALWAYS);
        for (Column column : SOMETIMES) {
            for (NewJob job : jobs) {
                if (column.value.apply(job) != null) {
                    columns.add(column);
                    break;
                }
            }
        }
        return columns;
    }

    static String names(List<Column> columns) {
        return columns.stream().map(Column::name).collect(Collectors.joining(","));
    }

    /** The values of a column; numbers that are not given are 0. */
    static Object value(Column column, NewJob job) {
        Object value = column.value.apply(job);
        return value == null && isCount(column) ? Integer.valueOf(0) : nullable(value);
    }

    @SuppressWarnings("NullAway") // A row may hold null
    private static Object nullable(@Nullable Object value) {
        return value;
    }

    private static boolean isCount(Column column) {
        return column.name.equals("blockers") || column.name.equals("has_dependents");
    }

    /** Kept with the job only where the lane has another one's name. */
    private static @Nullable String tenant(NewJob job) {
        return job.request.tenant().equals(job.lane.tenant()) ? null : job.request.tenant();
    }

    /** Each after its length: {@code 3:vip2:eu}. */
    private static @Nullable String tags(NewJob job) {
        if (job.request.tags().isEmpty()) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        job.request.tags().forEach(tag -> text.append(tag.length()).append(':').append(tag));
        return text.toString();
    }

    private static List<String> tags(@Nullable String text) {
        List<String> tags = new ArrayList<>();
        int at = 0;
        while (text != null && at < text.length()) {
            int colon = text.indexOf(':', at);
            int end = colon + 1 + Integer.parseInt(text.substring(at, colon));
            tags.add(text.substring(colon + 1, end));
            at = end;
        }
        return tags;
    }

    /** A request, with what is in place of a payload that cannot be decoded. */
    private record Read(JobRequest request, @Nullable String unreadable) {}

    private static Read request(ResultSet row, int first, UUID id, Lane lane, PayloadCodec codec)
            throws SQLException {
        byte[] stored = row.getBytes(first);
        String payload;
        String unreadable = null;
        try {
            payload = new String(codec.decode(id, lane.type(), stored), StandardCharsets.UTF_8);
        } catch (RuntimeException e) {
            unreadable = "the payload cannot be decoded: " + e;
            payload = unreadable;
        }
        String tenant = row.getString(first + 5);
        JobRequest request =
                new JobRequest(
                        lane.type(),
                        payload,
                        row.getString(first + 4),
                        Instant.ofEpochMilli(row.getLong(first + 1)),
                        lane.priority(),
                        row.getInt(first + 2),
                        Duration.ofMillis(row.getInt(first + 3)),
                        tenant == null ? lane.tenant() : tenant,
                        row.getString(first + 6),
                        row.getString(first + 7),
                        tags(row.getString(first + 8)),
                        List.of(),
                        false,
                        row.getString(first + 9));
        return new Read(request, unreadable);
    }

    /** A row of a claim: id, lane, ticket, attempts, failures, crashes, then {@link #REQUEST}. */
    static Taken taken(ResultSet row, Lanes lanes, PayloadCodec codec) throws SQLException {
        UUID id = row.getObject(1) instanceof UUID name ? name : UUID.fromString(row.getString(1));
        Lane lane = lanes.get(row.getInt(2));
        Read read = request(row, 7, id, lane, codec);
        return new Taken(
                id,
                lane.id(),
                row.getLong(3),
                new Lifecycle.Counts(row.getInt(4), row.getInt(5), row.getInt(6), row.getInt(9)),
                row.getLong(8),
                read.request,
                read.unreadable);
    }

    /** What {@link #job} reads; whether a live job is due is asked of the table ready. */
    static final String JOB =
            "id, lane, state, attempts, failures, crashes, changed_at, error, percent, note, "
                    + DUE
                    + ", "
                    + REQUEST;

    static Job job(ResultSet row, Lanes lanes, PayloadCodec codec) throws SQLException {
        UUID id = UUID.fromString(row.getString(1));
        int stored = row.getInt(3);
        boolean running = stored == JobRow.LIVE && row.getInt(11) == 0;
        JobState state = JobRow.state(stored, running);
        return new Job(
                id,
                request(row, 12, id, lanes.get(row.getInt(2)), codec).request,
                state,
                row.getInt(4) + (running ? 1 : 0),
                row.getInt(5),
                row.getInt(6),
                Instant.ofEpochMilli(UuidV7.ms(id)),
                Instant.ofEpochMilli(row.getLong(7)),
                row.getString(8),
                row.getInt(9),
                row.getString(10));
    }
}

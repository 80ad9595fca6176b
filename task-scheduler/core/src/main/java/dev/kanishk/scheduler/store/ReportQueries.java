package dev.kanishk.scheduler.store;

import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.TypeStatus;
import dev.kanishk.scheduler.report.Activity;
import dev.kanishk.scheduler.report.ActivityQuery;
import dev.kanishk.scheduler.report.ErrorGroup;
import dev.kanishk.scheduler.report.TypeReport;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What is read for reports: each answer from a bounded number of rows. */
final class ReportQueries {
    /** The most types whose dead jobs are looked at. */
    static final int MAX_TYPES = 50;

    /** The most dead jobs of a type that are looked at. */
    static final int MAX_DEAD = 1_000;

    private static final int MAX_GROUPS = 50;
    private static final int MAX_ERROR_READ = 1_000;
    private static final String DEAD =
            "SELECT j.id, d.died_at, substr(j.error, 1, "
                    + MAX_ERROR_READ
                    + ") FROM (SELECT died_at, id FROM dead WHERE type = ?"
                    + " ORDER BY died_at DESC, id DESC LIMIT "
                    + MAX_DEAD
                    + ") d JOIN job j ON j.id = d.id ORDER BY d.died_at DESC, d.id DESC";
    private static final double MOST = 0.99;

    private final Lanes lanes;
    private final Queries queries;

    ReportQueries(Lanes lanes, PayloadCodec codec) {
        this.lanes = lanes;
        this.queries = new Queries(lanes, codec);
    }

    /** The newest sign of life; none if there is no worker. */
    static @Nullable Instant lastBeat(Tx tx) throws SQLException {
        long lease = tx.number("SELECT coalesce(max(lease_until), 0) FROM worker");
        return lease == 0 ? null : Instant.ofEpochMilli(lease - Upkeep.LEASE_MS);
    }

    List<TypeReport> types(Tx tx) throws SQLException {
        Map<String, Duration> ages = QueueAges.read(tx, lanes);
        Instant now = Instant.ofEpochMilli(tx.nowMs());
        List<TypeReport> types = new ArrayList<>();
        for (TypeStatus status : queries.types(tx)) {
            Duration age = ages.get(status.type());
            types.add(new TypeReport(status, age == null ? null : now.minus(age)));
        }
        return types;
    }

    /** A job as it counts for the activity. */
    private record Row(
            long acceptedMs, int state, long runAtMs, long claimedAtMs, long changedAtMs) {
        static Row of(ResultSet row) throws SQLException {
            return new Row(
                    UuidV7.ms(UUID.fromString(row.getString(1))),
                    row.getInt(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5));
        }
    }

    /** The jobs of a part. */
    private static final class Tally {
        private final Map<JobState, Long> ended = new EnumMap<>(JobState.class);
        private final LongStream.Builder waited = LongStream.builder();
        private final LongStream.Builder ran = LongStream.builder();
        private long accepted;

        void end(JobState state, Row row) {
            ended.merge(state, 1L, Long::sum);
            if (state == JobState.SUCCEEDED && row.claimedAtMs > 0) {
                waited.add(Math.max(row.claimedAtMs - row.runAtMs, 0));
                ran.add(Math.max(row.changedAtMs - row.claimedAtMs, 0));
            }
        }

        Activity.Part part(long startMs) {
            return new Activity.Part(
                    Instant.ofEpochMilli(startMs),
                    accepted,
                    ended.getOrDefault(JobState.SUCCEEDED, 0L),
                    ended.getOrDefault(JobState.DEAD, 0L),
                    ended.getOrDefault(JobState.CANCELLED, 0L),
                    spread(waited.build().toArray()),
                    spread(ran.build().toArray()));
        }

        private static Activity.@Nullable Spread spread(long[] millis) {
            if (millis.length == 0) {
                return null;
            }
            Arrays.sort(millis);
            int last = millis.length - 1;
            return new Activity.Spread(millis[last / 2], millis[(int) (last * MOST)], millis[last]);
        }
    }

    static Activity activity(Tx tx, ActivityQuery query, int maxJobs) throws SQLException {
        long stepMs = query.step().toMillis();
        int parts = query.buckets();
        long firstMs = (tx.nowMs() / stepMs - parts + 1) * stepMs;
        List<Object> values = new ArrayList<>(List.of(UuidV7.least(firstMs)));
        String sql = "SELECT id, state, run_at, claimed_at, changed_at FROM job WHERE id >= ?";
        String type = query.type();
        if (type != null) {
            sql += " AND lane IN (SELECT l.id FROM lane l WHERE l.type = ?)";
            values.add(type);
        }
        sql += " ORDER BY id DESC LIMIT " + (maxJobs + 1);
        List<Row> rows = tx.query(sql, Row::of, values.toArray());
        boolean whole = rows.size() <= maxJobs;
        Tally[] tallies = new Tally[parts];
        Arrays.setAll(tallies, i -> new Tally());
        for (Row row : whole ? rows : rows.subList(0, maxJobs)) {
            long accepted = (row.acceptedMs - firstMs) / stepMs;
            tallies[Math.clamp(accepted, 0, parts - 1)].accepted++;
            JobState state = JobRow.state(row.state, false);
            if (state.isOver()) {
                long ended = (row.changedAtMs - firstMs) / stepMs;
                tallies[Math.clamp(ended, 0, parts - 1)].end(state, row);
            }
        }
        List<Activity.Part> told = new ArrayList<>(parts);
        for (int i = 0; i < parts; i++) {
            told.add(tallies[i].part(firstMs + i * stepMs));
        }
        long countedFrom = whole ? firstMs : rows.get(maxJobs).acceptedMs + 1;
        return new Activity(Duration.ofMillis(stepMs), Instant.ofEpochMilli(countedFrom), told);
    }

    /** The most frequent first. */
    static List<ErrorGroup> errors(Tx tx, @Nullable String type) throws SQLException {
        List<String> types =
                type == null
                        ? tx.query(
                                "SELECT type FROM dead GROUP BY type ORDER BY count(*) DESC, type"
                                        + " LIMIT "
                                        + MAX_TYPES,
                                row -> row.getString(1))
                        : List.of(type);
        List<ErrorGroup> groups = new ArrayList<>();
        for (String one : types) {
            Map<String, ErrorGroup> byError = new HashMap<>();
            for (ErrorGroup dead : tx.query(DEAD, row -> dead(one, row), one)) {
                byError.merge(
                        dead.error(),
                        dead,
                        (newest, next) ->
                                new ErrorGroup(
                                        one,
                                        newest.error(),
                                        newest.count() + 1,
                                        newest.last(),
                                        newest.example()));
            }
            groups.addAll(byError.values());
        }
        return groups.stream()
                .sorted(
                        Comparator.comparingInt(ErrorGroup::count)
                                .thenComparing(ErrorGroup::last)
                                .reversed())
                .limit(MAX_GROUPS)
                .toList();
    }

    private static ErrorGroup dead(String type, ResultSet row) throws SQLException {
        String said = row.getString(3);
        String line = said == null ? "" : said.strip().lines().findFirst().orElse("");
        return new ErrorGroup(
                type,
                line.substring(0, Math.min(line.length(), ErrorGroup.MAX_LENGTH)),
                1,
                Instant.ofEpochMilli(row.getLong(2)),
                UUID.fromString(row.getString(1)));
    }
}

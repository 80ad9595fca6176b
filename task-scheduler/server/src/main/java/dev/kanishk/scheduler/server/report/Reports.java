package dev.kanishk.scheduler.server.report;

import dev.kanishk.scheduler.cache.Cache;
import dev.kanishk.scheduler.cache.CacheAside;
import dev.kanishk.scheduler.cache.CacheLoadException;
import dev.kanishk.scheduler.cache.CachePolicy;
import dev.kanishk.scheduler.report.Activity;
import dev.kanishk.scheduler.report.ActivityQuery;
import dev.kanishk.scheduler.report.ErrorGroup;
import dev.kanishk.scheduler.report.Snapshot;
import dev.kanishk.scheduler.report.TypeReport;
import dev.kanishk.scheduler.store.ReportSource;
import dev.kanishk.scheduler.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reports that are read once for all who ask within a moment. None is given out that was read
 * longer ago than the bound, however many ask and however slow the source is; who asks for one that
 * cannot be read is told so by a {@link StoreException}.
 *
 * <p>Safe for use by many threads.
 */
public final class Reports implements AutoCloseable {
    /** How old a report may be, where nothing else is said. */
    public static final Duration MAX_AGE = Duration.ofSeconds(5);

    private static final int MAX_KEPT = 100;
    private static final String ALL = "all";

    private final ReportSource source;
    private final boolean replica;
    private final Duration maxAge;
    private final Cache<String, Snapshot<List<TypeReport>>> types;
    private final Cache<ActivityQuery, Snapshot<Activity>> activities;
    private final Cache<Optional<String>, Snapshot<List<ErrorGroup>>> errors;

    /**
     * Makes reports.
     *
     * @param source where they are read, closed with them
     * @param replica whether that is a replica
     * @param maxAge how long ago they may have been read: a second or more
     */
    public Reports(ReportSource source, boolean replica, Duration maxAge) {
        this.source = source;
        this.replica = replica;
        this.maxAge = maxAge;
        CachePolicy policy = CachePolicy.boundedBy(maxAge).withMaxEntries(MAX_KEPT);
        this.types = new CacheAside<>(policy, key -> source.types());
        this.activities = new CacheAside<>(policy, source::activity);
        this.errors = new CacheAside<>(policy, type -> source.errors(type.orElse(null)));
    }

    /** {@return whether they are read from a replica} */
    public boolean isReplica() {
        return replica;
    }

    /** {@return how long ago they may have been read} */
    public Duration maxAge() {
        return maxAge;
    }

    /** {@return how each type stands, by name} */
    public Snapshot<List<TypeReport>> types() {
        return get(types, ALL);
    }

    /**
     * {@return what was done when}
     *
     * @param query of which jobs, and in which parts
     */
    public Snapshot<Activity> activity(ActivityQuery query) {
        return get(activities, query);
    }

    /**
     * {@return what dead jobs failed with, the most frequent first}
     *
     * @param type only of this type
     */
    public Snapshot<List<ErrorGroup>> errors(@Nullable String type) {
        return get(errors, Optional.ofNullable(type));
    }

    private static <K, V> V get(Cache<K, V> cache, K key) {
        try {
            return cache.get(key).orElseThrow();
        } catch (CacheLoadException e) {
            String why = e.getCause() instanceof StoreException ? "" : "reports cannot be read: ";
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new StoreException(why + cause.getMessage(), cause);
        }
    }

    @Override
    public void close() {
        source.close();
    }
}

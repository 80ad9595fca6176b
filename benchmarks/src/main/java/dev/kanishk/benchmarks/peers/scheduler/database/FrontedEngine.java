package dev.kanishk.benchmarks.peers.scheduler.database;

import dev.kanishk.benchmarks.peers.scheduler.database.OurEngine.OpenStore;
import dev.kanishk.scheduler.redis.RedisFrontOptions;
import dev.kanishk.scheduler.redis.RedisFrontOptions.Acknowledgement;
import dev.kanishk.scheduler.redis.RedisFrontStatistics;
import dev.kanishk.scheduler.redis.RedisFrontStore;
import dev.kanishk.scheduler.redis.RedisLink;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/** Ours with Redis in front of its database, by the defaults of that. */
final class FrontedEngine implements SchedulerEngine {
    private static final char AT = '@';
    private static final Duration CONNECT_MAX = Duration.ofSeconds(10);

    private final Form form;
    private final int port;
    private final OurEngine engine;
    private final LongAdder aside = new LongAdder();

    /** What a call waits for, and what that is worth in this Redis. */
    enum Form {
        /** For the database; Redis keeps nothing on its disk. */
        BEHIND_REDIS("oursBehindRedis", Acknowledgement.FROM_DATABASE),
        /** For a Redis that keeps nothing on its disk. */
        FROM_REDIS("oursFromRedis", Acknowledgement.FROM_REDIS),
        /** For a Redis that forces every command to its disk. */
        FROM_FORCED_REDIS("oursFromForcedRedis", Acknowledgement.FROM_REDIS);

        private final String label;
        private final Acknowledgement acknowledgement;

        Form(String label, Acknowledgement acknowledgement) {
            this.label = label;
            this.acknowledgement = acknowledgement;
        }
    }

    /**
     * Makes one.
     *
     * @param port of the Redis on this machine
     */
    FrontedEngine(Form form, int port) {
        this.form = form;
        this.port = port;
        this.engine = new OurEngine(form.label, this::open);
    }

    /** Returns the one that {@link #address} told of. */
    static FrontedEngine at(String address) {
        int at = address.indexOf(AT);
        return Arrays.stream(Form.values())
                .filter(form -> at > 0 && form.label.equals(address.substring(0, at)))
                .findFirst()
                .map(form -> new FrontedEngine(form, Integer.parseInt(address.substring(at + 1))))
                .orElseThrow(() -> new IllegalArgumentException("no engine is at " + address));
    }

    private OpenStore open(Database database) throws InterruptedException {
        RedisLink link = RedisLink.to("redis://localhost:" + port);
        link.connect(CONNECT_MAX);
        RedisFrontOptions options =
                RedisFrontOptions.of(database.name()).withAcknowledgement(form.acknowledgement);
        RedisFrontStore store = RedisFrontStore.open(OurEngine.postgres(database), link, options);
        if (!store.statistics().through()) {
            store.close();
            link.close();
            throw new IllegalStateException("the Redis on port " + port + " is not used");
        }
        return new OpenStore(store, () -> close(store, link));
    }

    private void close(RedisFrontStore closed, RedisLink link) {
        RedisFrontStatistics statistics = closed.statistics();
        aside.add(statistics.direct() + statistics.rescued());
        link.close();
    }

    /**
     * Returns how many jobs that were handed in by this process did not go through Redis, such as
     * the first of their type.
     */
    long aside() {
        return aside.sum();
    }

    @Override
    public String name() {
        return form.label;
    }

    @Override
    public String address() {
        return form.label + AT + port;
    }

    @Override
    public void migrate(Database database) {
        engine.migrate(database);
    }

    @Override
    public Client client(Database database, int callers) throws InterruptedException {
        return engine.client(database, callers);
    }

    @Override
    public Workers start(Database database, Tuning tuning, JobHandler handler)
            throws InterruptedException {
        return engine.start(database, tuning, handler);
    }

    @Override
    public Set<Tuning> recoveries() {
        return Set.of();
    }

    @Override
    public String unfinishedQuery() {
        return engine.unfinishedQuery();
    }
}

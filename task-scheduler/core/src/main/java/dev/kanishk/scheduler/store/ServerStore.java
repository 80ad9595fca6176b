package dev.kanishk.scheduler.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Jobs on a database server: how transactions are run on its connections, and tried again. */
abstract sealed class ServerStore extends SqlStore permits PostgresStore, MariaDbStore {
    private static final int MAX_TRIES = 5;
    private static final int MAX_CONFLICTS = 20;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final DatabaseClock clock;
    private final AtomicLong lost = new AtomicLong();

    ServerStore(StoreOptions options, int committers, LongSupplier nanos) {
        super(options, committers);
        this.clock = new DatabaseClock(nanos);
    }

    DatabaseClock databaseClock() {
        return clock;
    }

    @Override
    LongSupplier clock() {
        return clock.time();
    }

    @Override
    void sync(long nowMs) {
        clock.sync(nowMs);
    }

    @Override
    boolean leasesTell() {
        return clock.leasesTell();
    }

    @Override
    long lostConnections() {
        return lost.get();
    }

    /** Counts a connection that was lost. */
    void lostConnection() {
        lost.incrementAndGet();
    }

    /** The connections that write. */
    abstract Links writing(boolean durable);

    /** The connections that read. */
    abstract Links reading();

    /** Has a transaction read the same all the time, if its connection does not yet. */
    abstract void freeze(Tx tx) throws SQLException;

    /** Whether a transaction gave way to another, and can be tried again. */
    abstract boolean isConflict(SQLException e);

    /** Whether the connection is lost, so that it is not known what was done. */
    abstract boolean isBroken(SQLException e);

    StoreException failure(SQLException e) {
        return new StoreException("the database did not do it: " + e.getMessage(), e, isBroken(e));
    }

    @Override
    <T extends @Nullable Object> T write(boolean durable, Work<T> work) {
        int conflicts = 0;
        for (int tries = 1; ; tries++) {
            Attempt<T> attempt = new Attempt<>();
            attempt.run(writing(durable), work, false);
            SQLException failure = attempt.failure;
            if (failure == null) {
                return attempt.value();
            }
            if (isConflict(failure) && conflicts < MAX_CONFLICTS) {
                // Those that met do not meet again in step.
                LockSupport.parkNanos(
                        ThreadLocalRandom.current().nextLong(++conflicts * PAUSE_NANOS));
            } else if (tries - conflicts >= MAX_TRIES || !isBroken(failure) || attempt.committing) {
                throw failure(failure);
            }
        }
    }

    @Override
    <T extends @Nullable Object> T single(boolean durable, Work<T> work) {
        Attempt<T> attempt = new Attempt<>();
        attempt.run(writing(durable), work, true);
        if (attempt.failure != null) {
            throw failure(attempt.failure);
        }
        return attempt.value();
    }

    @Override
    <T extends @Nullable Object> T read(Work<T> work) {
        for (int tries = 1; ; tries++) {
            Attempt<T> attempt = new Attempt<>();
            attempt.run(
                    reading(),
                    tx -> {
                        freeze(tx);
                        return work.apply(tx);
                    },
                    false);
            if (attempt.failure == null) {
                return attempt.value();
            }
            if (tries >= MAX_TRIES || !isBroken(attempt.failure)) {
                throw failure(attempt.failure);
            }
        }
    }

    /** One try of a transaction. */
    private final class Attempt<T extends @Nullable Object> {
        private @Nullable T value;
        private @Nullable SQLException failure;
        private boolean committing;

        @SuppressWarnings("NullAway") // T may be nullable: this is what the work gave
        T value() {
            return value;
        }

        void run(Links links, Work<T> work, boolean single) {
            Link link;
            try {
                link = links.take();
            } catch (SQLException e) {
                failure = e;
                return;
            }
            boolean sound = false;
            try {
                Connection connection = link.connection();
                if (connection.getAutoCommit() != single) {
                    connection.setAutoCommit(single);
                }
                Tx tx = new Tx(link, dialect());
                value = work.apply(tx);
                committing = true;
                if (!single) {
                    connection.commit();
                }
                sound = true;
                announcer().announce(tx.news());
            } catch (SQLException e) {
                failure = e;
                if (isBroken(e)) {
                    lostConnection();
                    links.distrust();
                } else {
                    sound = isRolledBack(link, single);
                }
            } catch (RuntimeException e) {
                sound = isRolledBack(link, single);
                throw e;
            } finally {
                links.give(link, !sound);
            }
        }

        private static boolean isRolledBack(Link link, boolean single) {
            try {
                if (!single) {
                    link.connection().rollback();
                }
                return true;
            } catch (SQLException e) {
                return false;
            }
        }
    }
}

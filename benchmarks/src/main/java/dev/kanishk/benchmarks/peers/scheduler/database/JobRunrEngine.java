package dev.kanishk.benchmarks.peers.scheduler.database;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.Set;
import java.util.stream.LongStream;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.server.JobActivator;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;
import org.jobrunr.utils.mapper.JsonMapper;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;

/**
 * JobRunr, the free edition, by job requests: they cost less than lambdas. It keeps jobs that
 * succeeded, as it does by default.
 */
final class JobRunrEngine implements SchedulerEngine {
    /** The least that it allows. */
    private static final int POLL_SECONDS_MIN = 5;

    private static final int OTHER_CONNECTIONS = 4;
    private static final long DRAIN_JOBS_MAX = 20_000;

    @Override
    public String name() {
        return "jobRunr";
    }

    @Override
    public void migrate(Database database) throws SQLException {
        try (HikariDataSource pool = database.pool(1);
                StorageProvider storage = storage(pool, json())) {
            storage.getJobStats();
        }
    }

    @Override
    public Client client(Database database, int callers) throws SQLException {
        HikariDataSource pool = database.pool(callers);
        StorageProvider storage = storage(pool, json());
        JobRequestScheduler scheduler = new JobRequestScheduler(storage);
        return new Client() {
            @Override
            public void enqueue(long number) {
                scheduler.enqueue(new Request(number));
            }

            @Override
            public void enqueue(long firstNumber, int count) {
                scheduler.enqueue(
                        LongStream.range(firstNumber, firstNumber + count).mapToObj(Request::new));
            }

            @Override
            public void close() {
                storage.close();
                pool.close();
            }
        };
    }

    @Override
    public Workers start(Database database, Tuning tuning, JobHandler handler) throws SQLException {
        HikariDataSource pool = database.pool(Tuning.SLOTS + OTHER_CONNECTIONS);
        JsonMapper json = json();
        StorageProvider storage = storage(pool, json);
        BackgroundJobServerConfiguration configuration =
                BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                        .andWorkerCount(Tuning.SLOTS);
        if (tuning != Tuning.DEFAULTS) {
            configuration.andPollIntervalInSeconds(POLL_SECONDS_MIN);
        }
        BackgroundJobServer server =
                new BackgroundJobServer(storage, json, new Activator(handler), configuration);
        server.start();
        return () -> {
            server.stop();
            storage.close();
            pool.close();
        };
    }

    @Override
    public String unfinishedQuery() {
        return "SELECT count(*) FROM jobrunr_jobs"
                + " WHERE state IN ('ENQUEUED', 'PROCESSING', 'SCHEDULED', 'FAILED')";
    }

    /** A hundred thousand take it minutes, and it has no other rate than with ten thousand. */
    @Override
    public long drainJobsMax() {
        return DRAIN_JOBS_MAX;
    }

    @Override
    public Set<Tuning> recoveries() {
        return Set.of(Tuning.DEFAULTS, Tuning.LIVENESS);
    }

    private static JsonMapper json() {
        return new JacksonJsonMapper(new ObjectMapper().registerModule(new JavaTimeModule()));
    }

    private static StorageProvider storage(HikariDataSource pool, JsonMapper json) {
        StorageProvider storage = new PostgresStorageProvider(pool);
        storage.setJobMapper(new JobMapper(json));
        return storage;
    }

    /** The job as JobRunr writes it: public, and with a constructor for its reader. */
    public static final class Request implements JobRequest {
        private static final long serialVersionUID = 1L;

        private long number;

        /** For the reader. */
        public Request() {}

        Request(long number) {
            this.number = number;
        }

        /** Returns the job's number. */
        public long getNumber() {
            return number;
        }

        @Override
        public Class<RequestHandler> getJobRequestHandler() {
            return RequestHandler.class;
        }
    }

    /** Runs a request by the handler that the workers were started with. */
    public static final class RequestHandler implements JobRequestHandler<Request> {
        private final JobHandler handler;

        RequestHandler(JobHandler handler) {
            this.handler = handler;
        }

        @Override
        public void run(Request request) {
            handler.run(request.getNumber());
        }
    }

    private record Activator(JobHandler handler) implements JobActivator {
        @Override
        public <T> T activateJob(Class<T> type) {
            return type.cast(new RequestHandler(handler));
        }
    }
}

package dev.kanishk.scheduler.store;

import java.util.ArrayList;
import java.util.List;

/*
 * job         what was asked for and how it stands. Nothing but its name is indexed, so that
 *             PostgreSQL can change a row in its page.
 * ready       the due jobs of each lane, the oldest first.
 * later       the jobs that are due later; those that wait for others at the end of time.
 * dead        the dead-letter queue, by type and time of death.
 * receipt     who runs what: a row for each type of a claimed batch; "lane" is one of the type,
 *             and tells it. "jobs" is a text of ID:ATTEMPT, separated by commas; an entry counts as
 *             long as the job is live and its attempts are one less. "pending" is how many are not
 *             ended yet: exact where a limit counts them, else it may be too high, never too low.
 * worker      who takes part. "least" is a number that none of its receipts is below.
 * job_event   the irregular part of the audit: all but acceptance, claim and success, which the
 *             job's row tells. An end of an attempt carries the attempt's worker and start.
 * state_change what was recorded for others to follow, if that is asked for; see Recorder.
 * feed        whether, for whom, and who reads it; one row.
 * tally       how many jobs that are over are kept, as changes that are summed up now and then.
 */
/** The tables, in the words that the databases share. */
final class Tables {
    /**
     * How full PostgreSQL packs a page of jobs. The rest is for their next versions, which are
     * longer: the jobs of a page mostly end in one transaction, and a version that has to go to
     * another page costs an entry of the index, too.
     */
    static final int FILL_FACTOR = 45;

    private static final String JOB_COLUMNS =
            """
              id uuid NOT NULL, lane int NOT NULL, ticket bigint NOT NULL, run_at bigint NOT NULL,
              changed_at bigint NOT NULL, claimed_at bigint, timeout_ms int NOT NULL,
              state smallint NOT NULL, max_attempts smallint NOT NULL,
              attempts int NOT NULL DEFAULT 0, failures int NOT NULL DEFAULT 0,
              crashes int NOT NULL DEFAULT 0, blockers int NOT NULL DEFAULT 0,
              has_dependents smallint NOT NULL DEFAULT 0, percent smallint NOT NULL DEFAULT 0,
              accepted_by text NOT NULL, payload bytea NOT NULL, worker text, job_key text,
              tenant text, limit_key text, target text, tags text, trace text, note text,
              error text, PRIMARY KEY(id)\
            """;
    private static final String EVENT_COLUMNS =
            """
              at bigint NOT NULL, cause text NOT NULL, from_state text NOT NULL,
              to_state text NOT NULL, node text NOT NULL, error text, worker text,
              claimed_at bigint\
            """;
    private static final List<String> COMMON =
            List.of(
                    """
                    CREATE TABLE type(
                      name text NOT NULL PRIMARY KEY, paused smallint NOT NULL DEFAULT 0)
                    """,
                    """
                    CREATE TABLE later(
                      run_at bigint NOT NULL, id uuid NOT NULL, lane int NOT NULL,
                      PRIMARY KEY(run_at, id))
                    """,
                    """
                    CREATE TABLE dead(
                      type text NOT NULL, died_at bigint NOT NULL, id uuid NOT NULL,
                      PRIMARY KEY(type, died_at, id))
                    """,
                    """
                    CREATE TABLE job_key(
                      type text NOT NULL, job_key text NOT NULL, id uuid NOT NULL,
                      PRIMARY KEY(type, job_key))
                    """,
                    """
                    CREATE TABLE dependency(
                      parent uuid NOT NULL, child uuid NOT NULL, any_end smallint NOT NULL,
                      PRIMARY KEY(parent, child))
                    """,
                    """
                    CREATE TABLE worker(
                      name text NOT NULL PRIMARY KEY, lease_until bigint NOT NULL)
                    """,
                    """
                    CREATE TABLE cancellation(
                      worker text NOT NULL, id uuid NOT NULL, PRIMARY KEY(worker, id))
                    """,
                    "CREATE TABLE tally(lane int NOT NULL, state smallint NOT NULL,"
                            + " number bigint NOT NULL)",
                    """
                    CREATE TABLE limits(
                      type text NOT NULL PRIMARY KEY, running int, per_key int,
                      per_second double precision, burst int NOT NULL,
                      tokens double precision NOT NULL, refilled_at bigint NOT NULL)
                    """,
                    "CREATE TABLE policy(version bigint NOT NULL)",
                    "INSERT INTO policy VALUES (0)",
                    """
                    CREATE TABLE backlog(
                      waiting bigint NOT NULL, counted_at bigint NOT NULL, took_ms bigint NOT NULL)
                    """,
                    "INSERT INTO backlog VALUES (0, 0, 0)",
                    """
                    CREATE TABLE circuit(
                      name text NOT NULL PRIMARY KEY, epoch bigint NOT NULL,
                      is_open smallint NOT NULL, until_ms bigint NOT NULL, failed int NOT NULL)
                    """,
                    """
                    CREATE TABLE recurring(
                      name text NOT NULL PRIMARY KEY, schedule text NOT NULL, missed text NOT NULL,
                      request text NOT NULL, next_ms bigint NOT NULL, last_job uuid)
                    """);

    /** What the version before does not know of stays 0, which is no bound. */
    private static final Migrations.Step LEAST =
            new Migrations.Step(
                    List.of("ALTER TABLE worker ADD COLUMN least bigint NOT NULL DEFAULT 0"),
                    List.of(),
                    1);

    private static final String CHANGE_COLUMNS =
            """
              id uuid NOT NULL, lane int NOT NULL, at bigint, cause text NOT NULL, from_state text,
              to_state text NOT NULL, attempt int NOT NULL, node text NOT NULL, error text\
            """;
    private static final List<String> FEED =
            List.of(
                    "CREATE TABLE feed(source text, most bigint NOT NULL, dropped bigint NOT NULL,"
                            + " reader text, reader_until bigint NOT NULL)",
                    "INSERT INTO feed VALUES (NULL, 0, 0, NULL, 0)");

    private Tables() {}

    private static Migrations.Step feed(String... changes) {
        List<String> statements = new ArrayList<>(FEED);
        statements.addAll(List.of(changes));
        return new Migrations.Step(List.copyOf(statements), List.of(), 1);
    }

    static List<Migrations.Step> postgres() {
        List<String> first = new ArrayList<>(COMMON);
        first.addAll(
                List.of(
                        "CREATE TABLE job(" + JOB_COLUMNS + ") PARTITION BY RANGE (id)",
                        "CREATE TABLE job_other PARTITION OF job DEFAULT WITH (fillfactor = "
                                + FILL_FACTOR
                                + ")",
                        "CREATE SEQUENCE event_seq",
                        "CREATE TABLE job_event(id uuid NOT NULL,"
                                + " seq bigint NOT NULL DEFAULT nextval('event_seq'),"
                                + EVENT_COLUMNS
                                + ", PRIMARY KEY(id, seq)) PARTITION BY RANGE (id)",
                        "CREATE TABLE job_event_other PARTITION OF job_event DEFAULT",
                        """
                        CREATE TABLE ready(
                          lane int NOT NULL, ticket bigint NOT NULL, id uuid NOT NULL,
                          PRIMARY KEY(lane, ticket))
                        """,
                        "CREATE SEQUENCE ticket",
                        """
                        CREATE TABLE lane(
                          id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, type text NOT NULL,
                          tenant text NOT NULL, priority smallint NOT NULL,
                          UNIQUE(type, tenant, priority))
                        """,
                        """
                        CREATE TABLE receipt(
                          worker text NOT NULL, number bigint NOT NULL, lane int NOT NULL,
                          claimed_at bigint NOT NULL, jobs text STORAGE EXTERNAL NOT NULL,
                          pending int NOT NULL, started text NOT NULL DEFAULT '',
                          PRIMARY KEY(worker, number, lane))
                        """,
                        // Until they are vacuumed, deleted rows lie before the oldest job.
                        """
                        ALTER TABLE ready SET (
                          autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 50000,
                          autovacuum_vacuum_cost_delay = 0)
                        """,
                        """
                        CREATE FUNCTION now_ms() RETURNS bigint LANGUAGE sql VOLATILE AS
                        'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint'
                        """,
                        """
                        CREATE FUNCTION watch(life bigint, longest text) RETURNS boolean
                        LANGUAGE plpgsql AS $$
                        BEGIN
                          PERFORM set_config('lock_timeout', longest, true);
                          PERFORM pg_advisory_xact_lock(life);
                          RETURN true;
                        EXCEPTION WHEN lock_not_available THEN
                          RETURN false;
                        END $$
                        """));
        Migrations.Step feed =
                feed(
                        "CREATE TABLE state_change(seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY"
                                + " KEY, "
                                + CHANGE_COLUMNS
                                + ")",
                        // As in ready: deleted rows lie before the oldest change.
                        """
                        ALTER TABLE state_change SET (
                          autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 50000,
                          autovacuum_vacuum_cost_delay = 0)
                        """);
        return List.of(new Migrations.Step(List.copyOf(first), List.of(), 1), LEAST, feed);
    }

    static List<Migrations.Step> sqlite() {
        List<String> first = new ArrayList<>(COMMON);
        first.addAll(
                List.of(
                        "CREATE TABLE job(" + JOB_COLUMNS + ")",
                        "CREATE TABLE job_event(seq INTEGER PRIMARY KEY, id uuid NOT NULL,"
                                + EVENT_COLUMNS
                                + ")",
                        "CREATE INDEX job_event_id ON job_event(id)",
                        """
                        CREATE TABLE ready(
                          lane int NOT NULL, ticket bigint NOT NULL, id uuid NOT NULL,
                          PRIMARY KEY(lane, ticket)) WITHOUT ROWID
                        """,
                        "CREATE TABLE next_ticket(number bigint NOT NULL)",
                        "INSERT INTO next_ticket VALUES (1)",
                        """
                        CREATE TABLE lane(
                          id INTEGER PRIMARY KEY, type text NOT NULL, tenant text NOT NULL,
                          priority smallint NOT NULL, UNIQUE(type, tenant, priority))
                        """,
                        """
                        CREATE TABLE receipt(
                          worker text NOT NULL, number bigint NOT NULL, lane int NOT NULL,
                          claimed_at bigint NOT NULL, jobs text NOT NULL, pending int NOT NULL,
                          started text NOT NULL DEFAULT '', PRIMARY KEY(worker, number, lane))
                        """));
        Migrations.Step feed =
                feed(
                        "CREATE TABLE state_change(seq INTEGER PRIMARY KEY AUTOINCREMENT, "
                                + CHANGE_COLUMNS
                                + ")");
        return List.of(new Migrations.Step(List.copyOf(first), List.of(), 1), LEAST, feed);
    }
}

package dev.kanishk.scheduler.store;

import java.util.List;
import java.util.stream.Stream;

/*
 * The same tables as the other databases have (see Tables), in words that MariaDB and MySQL share.
 *
 * A change of a table ends a transaction, so a step cannot be undone: each statement is harmless
 * when it is repeated, and a step whose process died is begun again.
 *
 * Names are bytes: a text of another case, or with a space more at its end, would be equal. Jobs
 * are named by the 36 characters of their UUIDs, which are in the order of acceptance.
 *
 * "ready" gives out the tickets: a counter that is drawn without waiting for anybody's transaction.
 * Only it is indexed by ticket, which is also how a process finds what others have made due.
 */
/** The tables of MariaDB and MySQL. */
final class MariaDbTables {
    /** The longest names and keys: 200 characters of UTF-8. */
    private static final String NAME = "varbinary(800)";

    private static final String ID = "varbinary(36)";
    private static final String TYPE = "varbinary(64)";
    private static final String WORKER = "varbinary(100)";
    private static final String ENGINE =
            " ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 DEFAULT COLLATE = utf8mb4_bin"
                    + " ROW_FORMAT = DYNAMIC";

    private static final List<String> JOBS =
            List.of(
                    """
                    job(
                      id %1$s NOT NULL, lane int NOT NULL, ticket bigint NOT NULL,
                      run_at bigint NOT NULL, changed_at bigint NOT NULL, claimed_at bigint,
                      timeout_ms int NOT NULL, state tinyint NOT NULL,
                      max_attempts tinyint NOT NULL, attempts int NOT NULL DEFAULT 0,
                      failures int NOT NULL DEFAULT 0, crashes int NOT NULL DEFAULT 0,
                      blockers int NOT NULL DEFAULT 0, has_dependents tinyint NOT NULL DEFAULT 0,
                      percent tinyint NOT NULL DEFAULT 0, accepted_by text NOT NULL,
                      payload longblob NOT NULL, worker %3$s, job_key %4$s, tenant %4$s,
                      limit_key %4$s, target %4$s, tags text, trace text, note text,
                      error longtext, PRIMARY KEY(id))\
                    """,
                    """
                    job_event(
                      id %1$s NOT NULL, seq bigint NOT NULL AUTO_INCREMENT, at bigint NOT NULL,
                      cause varbinary(40) NOT NULL, from_state varbinary(40) NOT NULL,
                      to_state varbinary(40) NOT NULL, node text NOT NULL, error longtext,
                      worker %3$s, claimed_at bigint, PRIMARY KEY(id, seq), KEY by_seq(seq))\
                    """,
                    """
                    ready(
                      lane int NOT NULL, ticket bigint NOT NULL AUTO_INCREMENT, id %1$s NOT NULL,
                      PRIMARY KEY(lane, ticket), KEY by_ticket(ticket))\
                    """,
                    """
                    later(
                      run_at bigint NOT NULL, id %1$s NOT NULL, lane int NOT NULL,
                      PRIMARY KEY(run_at, id))\
                    """,
                    """
                    dead(
                      type %2$s NOT NULL, died_at bigint NOT NULL, id %1$s NOT NULL,
                      PRIMARY KEY(type, died_at, id))\
                    """,
                    """
                    job_key(
                      type %2$s NOT NULL, job_key %4$s NOT NULL, id %1$s NOT NULL,
                      PRIMARY KEY(type, job_key))\
                    """,
                    """
                    dependency(
                      parent %1$s NOT NULL, child %1$s NOT NULL, any_end tinyint NOT NULL,
                      PRIMARY KEY(parent, child))\
                    """,
                    """
                    receipt(
                      worker %3$s NOT NULL, number bigint NOT NULL, lane int NOT NULL,
                      claimed_at bigint NOT NULL,
                      jobs longtext CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
                      pending int NOT NULL,
                      started longtext CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT (''),
                      PRIMARY KEY(worker, number))\
                    """);
    private static final List<String> OTHERS =
            List.of(
                    "type(name %2$s NOT NULL PRIMARY KEY, paused tinyint NOT NULL DEFAULT 0)",
                    """
                    lane(
                      id int NOT NULL AUTO_INCREMENT PRIMARY KEY, type %2$s NOT NULL,
                      tenant %4$s NOT NULL, priority tinyint NOT NULL,
                      UNIQUE KEY by_name(type, tenant, priority))\
                    """,
                    "worker(name %3$s NOT NULL PRIMARY KEY, lease_until bigint NOT NULL,"
                            + " least bigint NOT NULL DEFAULT 0)",
                    "cancellation(worker %3$s NOT NULL, id %1$s NOT NULL, PRIMARY KEY(worker, id))",
                    """
                    tally(
                      entry bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, lane int NOT NULL,
                      state tinyint NOT NULL, number bigint NOT NULL)\
                    """,
                    """
                    limits(
                      type %2$s NOT NULL PRIMARY KEY, running int, per_key int, per_second double,
                      burst int NOT NULL, tokens double NOT NULL, refilled_at bigint NOT NULL)\
                    """,
                    "policy(id tinyint NOT NULL PRIMARY KEY, version bigint NOT NULL)",
                    """
                    backlog(
                      id tinyint NOT NULL PRIMARY KEY, waiting bigint NOT NULL,
                      counted_at bigint NOT NULL, took_ms bigint NOT NULL)\
                    """,
                    """
                    circuit(
                      name varbinary(1000) NOT NULL PRIMARY KEY, epoch bigint NOT NULL,
                      is_open tinyint NOT NULL, until_ms bigint NOT NULL, failed int NOT NULL)\
                    """,
                    """
                    recurring(
                      name %4$s NOT NULL PRIMARY KEY, schedule text NOT NULL, missed text NOT NULL,
                      request longtext NOT NULL, next_ms bigint NOT NULL, last_job %1$s)\
                    """,
                    "turn(id tinyint NOT NULL PRIMARY KEY)");
    private static final List<String> ROWS =
            List.of(
                    "INSERT IGNORE INTO policy(id, version) VALUES (1, 0)",
                    "INSERT IGNORE INTO backlog(id, waiting, counted_at, took_ms)"
                            + " VALUES (1, 0, 0, 0)",
                    "INSERT IGNORE INTO turn(id) VALUES (1)");

    private static final List<String> FEED =
            List.of(
                    """
                    state_change(
                      seq bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, id %1$s NOT NULL,
                      lane int NOT NULL, at bigint, cause varbinary(40) NOT NULL,
                      from_state varbinary(40), to_state varbinary(40) NOT NULL,
                      attempt int NOT NULL, node text NOT NULL, error longtext)\
                    """,
                    """
                    feed(
                      id tinyint NOT NULL PRIMARY KEY, source varbinary(36), most bigint NOT NULL,
                      dropped bigint NOT NULL, reader varbinary(100),
                      reader_until bigint NOT NULL)\
                    """,
                    "INSERT IGNORE INTO feed(id, most, dropped, reader_until) VALUES (1, 0, 0, 0)");

    private MariaDbTables() {}

    static List<Migrations.Step> steps() {
        List<String> first =
                Stream.concat(
                                Stream.concat(JOBS.stream(), OTHERS.stream())
                                        .map(MariaDbTables::create),
                                ROWS.stream())
                        .toList();
        return List.of(
                new Migrations.Step(first, List.of(), 1),
                new Migrations.Step(FEED.stream().map(MariaDbTables::made).toList(), List.of(), 1));
    }

    private static String made(String step) {
        return step.startsWith("INSERT ") ? step : create(step);
    }

    private static String create(String table) {
        return "CREATE TABLE IF NOT EXISTS " + table.formatted(ID, TYPE, WORKER, NAME) + ENGINE;
    }
}

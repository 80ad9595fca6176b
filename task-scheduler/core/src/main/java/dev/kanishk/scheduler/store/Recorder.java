package dev.kanishk.scheduler.store;

import java.util.List;

/*
 * Changes are recorded by the database itself: so a process that does not know of it, an older one,
 * or a caller's own transaction, cannot forget to. There are four places where a change is written,
 * and each has a trigger: the job's row when it is accepted, the receipt when it is claimed, the
 * job's row when it succeeds, and job_event for all else.
 *
 * The order of "seq" within a job is that of its changes: the next change of a job is made by a
 * transaction that sees the one before, so its number is drawn later. Between jobs there is none: a
 * transaction may commit after another that drew its numbers later. So a reader always begins with
 * the least number that is there, and removes what it has told.
 */
/**
 * A trigger that records changes.
 *
 * @param name its name
 * @param create the statements that make it
 * @param drop the statements that remove it, if it is there
 */
record Recorder(String name, List<String> create, List<String> drop) {
    private static final String COLUMNS =
            "state_change(id, lane, at, cause, from_state, to_state, attempt, node, error)";
    private static final String ACCEPTED =
            "%1$sid, %1$slane, NULL, 'ACCEPTED', NULL,"
                    + " CASE %1$sstate WHEN 0 THEN 'SCHEDULED' ELSE 'ENQUEUED' END, 0,"
                    + " %1$saccepted_by, NULL";
    private static final String SUCCEEDED =
            "%1$sid, %1$slane, %1$schanged_at, 'SUCCEEDED', 'RUNNING', 'SUCCEEDED',"
                    + " %1$sattempts, %1$sworker, NULL";
    private static final String MOVED =
            "%1$sid, j.lane, %1$sat, %1$scause, %1$sfrom_state, %1$sto_state, j.attempts,"
                    + " %1$snode, %1$serror";
    private static final String CLAIMED =
            "%2$s, %1$slane, %1$sclaimed_at, 'CLAIMED', 'ENQUEUED', 'RUNNING', %3$s,"
                    + " %1$sworker, NULL";

    static List<Recorder> postgres() {
        return List.of(
                postgres(
                        "record_accepted",
                        "INSERT ON job",
                        ACCEPTED.formatted("r.") + " FROM added r ORDER BY r.id"),
                postgres(
                        "record_claimed",
                        "INSERT ON receipt",
                        CLAIMED.formatted(
                                        "r.",
                                        "split_part(e, ':', 1)::uuid",
                                        "split_part(e, ':', 2)::int")
                                + " FROM added r"
                                + " CROSS JOIN LATERAL unnest(string_to_array(r.jobs, ',')) AS e"),
                postgres(
                        "record_succeeded",
                        "UPDATE ON job",
                        SUCCEEDED.formatted("r.")
                                + " FROM added r WHERE r.state = 2 ORDER BY r.id"),
                postgres(
                        "record_moved",
                        "INSERT ON job_event",
                        MOVED.formatted("r.")
                                + " FROM added r JOIN job j ON j.id = r.id ORDER BY r.seq"));
    }

    /** A statement's rows at once. Jobs that are over are not changed, so success is seen once. */
    private static Recorder postgres(String name, String event, String select) {
        String table = event.substring(event.lastIndexOf(' ') + 1);
        return new Recorder(
                name,
                List.of(
                        """
                        CREATE OR REPLACE FUNCTION %1$s() RETURNS trigger LANGUAGE plpgsql
                        SET search_path FROM CURRENT AS $$
                        BEGIN
                          INSERT INTO %2$s SELECT %3$s;
                          RETURN NULL;
                        END $$
                        """
                                .formatted(name, COLUMNS, select),
                        """
                        CREATE TRIGGER %1$s AFTER %2$s REFERENCING NEW TABLE AS added
                        FOR EACH STATEMENT EXECUTE FUNCTION %1$s()
                        """
                                .formatted(name, event)),
                List.of(
                        "DROP TRIGGER IF EXISTS " + name + " ON " + table,
                        "DROP FUNCTION IF EXISTS " + name));
    }

    static List<Recorder> sqlite() {
        String entries = " FROM json_each('[\"' || replace(NEW.jobs, ',', '\",\"') || '\"]') AS e";
        return List.of(
                embedded("record_accepted", "INSERT ON job", ACCEPTED.formatted("NEW.")),
                embedded(
                        "record_claimed",
                        "INSERT ON receipt",
                        CLAIMED.formatted(
                                        "NEW.",
                                        "substr(e.value, 1, 36)",
                                        "CAST(substr(e.value, 38) AS INTEGER)")
                                + entries),
                embedded(
                        "record_succeeded",
                        "UPDATE OF state ON job WHEN NEW.state = 2 AND OLD.state <> 2",
                        SUCCEEDED.formatted("NEW.")),
                embedded(
                        "record_moved",
                        "INSERT ON job_event",
                        MOVED.formatted("NEW.") + " FROM job j WHERE j.id = NEW.id"));
    }

    private static Recorder embedded(String name, String event, String select) {
        return new Recorder(
                name,
                List.of(
                        "CREATE TRIGGER %s AFTER %s BEGIN INSERT INTO %s SELECT %s; END"
                                .formatted(name, event, COLUMNS, select)),
                List.of("DROP TRIGGER IF EXISTS " + name));
    }

    static List<Recorder> mariaDb() {
        String entries =
                " FROM JSON_TABLE(CONCAT('[\"', REPLACE(NEW.jobs, ',', '\",\"'), '\"]'),"
                        + " '$[*]' COLUMNS(entry varchar(64) PATH '$')) AS e";
        return List.of(
                server("record_accepted", "INSERT ON job", insert(ACCEPTED.formatted("NEW."))),
                server(
                        "record_claimed",
                        "INSERT ON receipt",
                        insert(
                                CLAIMED.formatted(
                                                "NEW.",
                                                "SUBSTRING(e.entry, 1, 36)",
                                                "CAST(SUBSTRING(e.entry, 38) AS SIGNED)")
                                        + entries)),
                server(
                        "record_succeeded",
                        "UPDATE ON job",
                        "IF NEW.state = 2 AND OLD.state <> 2 THEN "
                                + insert(SUCCEEDED.formatted("NEW."))
                                + "; END IF"),
                server(
                        "record_moved",
                        "INSERT ON job_event",
                        insert(MOVED.formatted("NEW.") + " FROM job j WHERE j.id = NEW.id")));
    }

    private static String insert(String select) {
        return "INSERT INTO " + COLUMNS + " SELECT " + select;
    }

    private static Recorder server(String name, String event, String body) {
        return new Recorder(
                name,
                List.of("CREATE TRIGGER " + name + " AFTER " + event + " FOR EACH ROW " + body),
                List.of("DROP TRIGGER IF EXISTS " + name));
    }
}

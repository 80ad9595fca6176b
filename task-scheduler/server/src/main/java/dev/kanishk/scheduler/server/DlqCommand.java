package dev.kanishk.scheduler.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.scheduler.job.DeadQuery;
import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.job.JobQuery;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.server.http.JobWriter;
import dev.kanishk.scheduler.store.JobStore;
import dev.kanishk.scheduler.store.StoreException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks after the dead-letter queue, beside running processes or without any. */
@Command(name = "dlq", description = "Lists, shows, redrives and discards dead jobs.")
final class DlqCommand implements Runnable {
    private static final String NODE = "dlq-command";

    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec().commandLine(), "A command is needed: list, show, redrive or discard.");
    }

    @Command(name = "list", description = "Lists dead jobs, oldest first.")
    int list(
            @Mixin StoreLocation store,
            @Option(names = "--type", paramLabel = "TYPE", description = "Only of this type.")
                    @Nullable String type,
            @Option(names = "--after", paramLabel = "ID", description = "Only after this job.")
                    @Nullable UUID after,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "How many at most: 1 to 1000. Default: 100.")
                    int limit,
            @Option(names = "--json", description = "Print one JSON object.") boolean json) {
        JobQuery query;
        try {
            query = new JobQuery(type, JobState.DEAD, after, limit);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec().commandLine(), message(e), e);
        }
        try (JobStore jobs = store.openExisting()) {
            List<Job> dead = jobs.list(query);
            if (json) {
                ObjectNode page = Json.object();
                ArrayNode items = page.putArray("items");
                dead.forEach(job -> items.add(JobWriter.write(job)));
                print(page.toString());
            } else {
                dead.forEach(job ->
                        print(
                                String.format(
                                        Locale.ROOT,
                                        "%s  %s  %s  %s",
                                        job.id(),
                                        job.changedAt(),
                                        job.request().type(),
                                        job.error())));
            }
        }
        return 0;
    }

    private static String message(Exception e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    @Command(name = "show", description = "Prints a job and its attempts, as JSON.")
    int show(
            @Mixin StoreLocation store,
            @Parameters(paramLabel = "ID", description = "The job.") UUID id,
            @Option(names = "--json", description = "Print it on one line.") boolean json) {
        try (JobStore jobs = store.openExisting()) {
            Job job = jobs.find(id).orElseThrow(() -> none(id));
            ObjectNode text = JobWriter.write(job, jobs.audit(id));
            print(json ? text.toString() : text.toPrettyString());
        }
        return 0;
    }

    @Command(name = "redrive", description = "Gives dead jobs another round of attempts.")
    int redrive(
            @Mixin StoreLocation store,
            @Parameters(paramLabel = "ID", arity = "0..1", description = "The job.")
                    @Nullable UUID id,
            @Option(
                            names = "--type",
                            paramLabel = "TYPE",
                            description = "All dead jobs of this type.")
                    @Nullable String type,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "10000",
                            description =
                                    "With --type: how many at most, 1 to 10000. Default: 10000.")
                    int limit,
            @Option(names = "--json", description = "Print one JSON object.") boolean json) {
        if ((id == null) == (type == null)) {
            throw new ParameterException(spec().commandLine(), "Name a job, or a --type.");
        }
        int done;
        try (JobStore jobs = store.openExisting()) {
            if (id != null) {
                if (!jobs.redrive(id, NODE)) {
                    throw notDead(jobs, id);
                }
                done = 1;
            } else if (type != null) {
                done = jobs.redrive(query(type, limit), Duration.ZERO, NODE);
            } else {
                done = 0;
            }
        }
        print(json ? Json.object().put("redriven", done).toString() : done + " jobs redriven");
        return 0;
    }

    private DeadQuery query(String type, int limit) {
        try {
            return new DeadQuery(type, null, null, limit);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec().commandLine(), message(e), e);
        }
    }

    @Command(name = "discard", description = "Gives a dead job up for good.")
    int discard(
            @Mixin StoreLocation store,
            @Parameters(paramLabel = "ID", description = "The job.") UUID id,
            @Option(names = "--json", description = "Print one JSON object.") boolean json) {
        try (JobStore jobs = store.openExisting()) {
            if (!jobs.discard(id, NODE)) {
                throw notDead(jobs, id);
            }
        }
        print(
                json
                        ? Json.object().put("discarded", id.toString()).toString()
                        : "job " + id + " discarded");
        return 0;
    }

    private static StoreException notDead(JobStore jobs, UUID id) {
        return jobs.find(id)
                .map(job ->
                        new StoreException(
                                "job '" + id + "' is " + job.state() + ", not in the queue"))
                .orElseGet(() -> none(id));
    }

    private static StoreException none(UUID id) {
        return new StoreException("there is no job '" + id + "'");
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("not started by the command line");
        }
        return spec;
    }

    private void print(String line) {
        PrintWriter out = spec().commandLine().getOut();
        out.println(line);
        out.flush();
    }
}

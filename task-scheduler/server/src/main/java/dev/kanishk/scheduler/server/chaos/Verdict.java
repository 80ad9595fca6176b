package dev.kanishk.scheduler.server.chaos;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What became of a fleet's jobs.
 *
 * @param acknowledged how many jobs the store acknowledged, by the feeder's own record
 * @param completed how many of them succeeded
 * @param dead how many of them are in the dead-letter queue
 * @param live how many of them were not over in the end
 * @param lost those that the store does not know of
 * @param acceptedTwice those of which more than one success was accepted
 * @param unexplained attempts that were begun more than once, or that the job's audit does not have
 * @param burnt jobs that never failed and have lost an attempt all the same
 * @param effectsTwice jobs whose handler returned more than once, in attempts that are explained
 * @param keysBroken repeated requests of a known key that made another job
 * @param repeated requests that came twice
 * @param refusedCalls calls of the feeder that the store did not acknowledge
 * @param recoveriesMs from the end of each worker until one of its unfinished jobs was begun again
 * @param waits how long jobs waited for their start, by type
 */
public record Verdict(
        int acknowledged,
        int completed,
        int dead,
        int live,
        List<UUID> lost,
        List<UUID> acceptedTwice,
        List<UUID> unexplained,
        List<UUID> burnt,
        int effectsTwice,
        long keysBroken,
        long repeated,
        long refusedCalls,
        List<Long> recoveriesMs,
        Map<String, Waits> waits) {
    private static final int SHOWN = 10;

    /**
     * How long jobs waited from their acceptance to their first start.
     *
     * @param jobs how many
     * @param p50Ms half of them at most
     * @param p99Ms 99 of 100 at most
     * @param maxMs all of them at most
     */
    public record Waits(int jobs, long p50Ms, long p99Ms, long maxMs) {
        static Waits of(List<Long> sortedMs) {
            return new Waits(
                    sortedMs.size(),
                    quantile(sortedMs, 0.5),
                    quantile(sortedMs, 0.99),
                    sortedMs.getLast());
        }
    }

    /** Keeps the values as they are. */
    public Verdict {
        lost = List.copyOf(lost);
        acceptedTwice = List.copyOf(acceptedTwice);
        unexplained = List.copyOf(unexplained);
        burnt = List.copyOf(burnt);
        recoveriesMs = recoveriesMs.stream().sorted().toList();
        waits = Map.copyOf(waits);
    }

    /** The least value that a share of them does not exceed. */
    private static long quantile(List<Long> sorted, double share) {
        return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
    }

    /** {@return whether every promise was kept; not if there was none, since no job was taken} */
    public boolean isKept() {
        return acknowledged > 0
                && lost.isEmpty()
                && acceptedTwice.isEmpty()
                && unexplained.isEmpty()
                && burnt.isEmpty()
                && keysBroken == 0
                && live == 0;
    }

    /** {@return it as a JSON object} */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("kept", isKept());
        json.put("acknowledged", acknowledged);
        json.put("completed", completed);
        json.put("dead", dead);
        json.put("live", live);
        put(json, "lost", lost);
        put(json, "acceptedTwice", acceptedTwice);
        put(json, "unexplained", unexplained);
        put(json, "burnt", burnt);
        json.put("effectsTwice", effectsTwice);
        json.put("keysBroken", keysBroken);
        json.put("repeated", repeated);
        json.put("refusedCalls", refusedCalls);
        ObjectNode recovery = json.putObject("recovery");
        recovery.put("times", recoveriesMs.size());
        if (!recoveriesMs.isEmpty()) {
            recovery.put("p50Ms", quantile(recoveriesMs, 0.5));
            recovery.put("maxMs", recoveriesMs.getLast());
        }
        ObjectNode byType = json.putObject("startLatency");
        waits.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(type ->
                        byType.putObject(type.getKey())
                                .put("jobs", type.getValue().jobs)
                                .put("p50Ms", type.getValue().p50Ms)
                                .put("p99Ms", type.getValue().p99Ms)
                                .put("maxMs", type.getValue().maxMs));
        return json;
    }

    private static void put(ObjectNode json, String name, List<UUID> jobs) {
        json.put(name, jobs.size());
        if (!jobs.isEmpty()) {
            json.put(name + "Jobs", shown(jobs));
        }
    }

    private static String shown(List<UUID> jobs) {
        String text = String.join(" ", jobs.stream().limit(SHOWN).map(UUID::toString).toList());
        return jobs.size() > SHOWN ? text + " …" : text;
    }

    /** {@return it in lines for people} */
    public String text() {
        StringBuilder text = new StringBuilder();
        line(text, "acknowledged", acknowledged, "");
        line(text, "completed", completed, "");
        line(text, "dead", dead, "of no use to try again, or ended three workers");
        line(text, "live", live, live == 0 ? "" : "not over in time");
        line(text, "lost", lost.size(), shown(lost));
        line(text, "accepted twice", acceptedTwice.size(), shown(acceptedTwice));
        line(text, "unexplained", unexplained.size(), shown(unexplained));
        line(text, "burnt attempts", burnt.size(), shown(burnt));
        line(text, "done twice", effectsTwice, "ended with their worker before it was accepted");
        line(text, "asked twice", repeated, keysBroken + " of them made another job");
        line(text, "calls refused", refusedCalls, "");
        if (!recoveriesMs.isEmpty()) {
            line(
                    text,
                    "recoveries",
                    recoveriesMs.size(),
                    "p50 "
                            + quantile(recoveriesMs, 0.5)
                            + " ms, max "
                            + recoveriesMs.getLast()
                            + " ms");
        }
        waits.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(type -> {
                    Waits wait = type.getValue();
                    line(
                            text,
                            type.getKey() + " jobs",
                            wait.jobs,
                            "started after p50 %d ms, p99 %d ms, max %d ms"
                                    .formatted(wait.p50Ms, wait.p99Ms, wait.maxMs));
                });
        return text.append(isKept() ? "every promise was kept" : "A PROMISE WAS BROKEN")
                .append('\n')
                .toString();
    }

    private static void line(StringBuilder text, String name, long value, String more) {
        text.append("%-15s %8d  %s".formatted(name, value, more).stripTrailing()).append('\n');
    }
}

package dev.kanishk.scheduler.server.chaos;

import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Transition;
import dev.kanishk.scheduler.job.Transition.Cause;
import dev.kanishk.scheduler.store.JobStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Compares three records that know nothing of each other: what the feeder was told, what the store
 * says, and what the workers' handlers have done.
 */
final class Oracle {
    private record Attempt(UUID job, int number) {}

    private final JobStore store;
    private final Feeder feeder;
    private final Fleet fleet;
    private final List<UUID> lost = new ArrayList<>();
    private final List<UUID> acceptedTwice = new ArrayList<>();
    private final Set<UUID> unexplained = new HashSet<>();
    private final List<UUID> burnt = new ArrayList<>();
    private final Map<JobState, Integer> states = new EnumMap<>(JobState.class);
    private final Map<UUID, Job> jobs = new HashMap<>();

    Oracle(JobStore store, Feeder feeder, Fleet fleet) {
        this.store = store;
        this.feeder = feeder;
        this.fleet = fleet;
    }

    Verdict judge() throws IOException {
        Map<Path, List<WorkerLog.Line>> logs = new HashMap<>();
        for (Path log : fleet.logs()) {
            logs.put(log, WorkerLog.read(log));
        }
        Map<UUID, Set<Integer>> begun = begun(logs);
        Map<UUID, String> acknowledged = feeder.acknowledged();
        acknowledged.forEach((id, type) -> {
            Optional<Job> job = store.find(id);
            if (job.isEmpty()) {
                lost.add(id);
            } else {
                jobs.put(id, job.get());
                states.merge(job.get().state(), 1, Integer::sum);
                compare(job.get(), begun.getOrDefault(id, Set.of()));
            }
        });
        int completed = states.getOrDefault(JobState.SUCCEEDED, 0);
        int dead = states.getOrDefault(JobState.DEAD, 0);
        return new Verdict(
                acknowledged.size(),
                completed,
                dead,
                acknowledged.size() - completed - dead - lost.size(),
                lost,
                acceptedTwice,
                List.copyOf(unexplained),
                burnt,
                doneTwice(logs),
                feeder.keysBroken(),
                feeder.repeated(),
                feeder.refused(),
                recoveriesMs(logs),
                waits(logs));
    }

    /** Which attempts of each job were begun; one that was begun twice is unexplained. */
    private Map<UUID, Set<Integer>> begun(Map<Path, List<WorkerLog.Line>> logs) {
        Map<UUID, Set<Integer>> begun = new HashMap<>();
        for (List<WorkerLog.Line> log : logs.values()) {
            for (WorkerLog.Line line : log) {
                boolean first =
                        !line.begin()
                                || begun.computeIfAbsent(line.job(), id -> new HashSet<>())
                                        .add(line.attempt());
                if (!first) {
                    unexplained.add(line.job());
                }
            }
        }
        return begun;
    }

    private void compare(Job job, Set<Integer> begun) {
        List<Transition> audit = store.audit(job.id());
        long successes = audit.stream().filter(line -> line.cause() == Cause.SUCCEEDED).count();
        long claims = audit.stream().filter(line -> line.cause() == Cause.CLAIMED).count();
        if (successes > 1) {
            acceptedTwice.add(job.id());
        }
        if (begun.size() > claims || (job.state() == JobState.SUCCEEDED && begun.isEmpty())) {
            unexplained.add(job.id());
        }
        boolean steady = !job.request().type().equals(Feeder.FLAKY);
        if (steady && job.failures() > 0) {
            burnt.add(job.id());
        }
    }

    private static int doneTwice(Map<Path, List<WorkerLog.Line>> logs) {
        Map<UUID, Integer> done = new HashMap<>();
        for (List<WorkerLog.Line> log : logs.values()) {
            for (WorkerLog.Line line : log) {
                if (!line.begin()) {
                    done.merge(line.job(), 1, Integer::sum);
                }
            }
        }
        return (int) done.values().stream().filter(times -> times > 1).count();
    }

    private List<Long> recoveriesMs(Map<Path, List<WorkerLog.Line>> logs) {
        List<Long> recoveries = new ArrayList<>();
        for (Fleet.Ended ended : fleet.killed()) {
            Set<UUID> unfinished = unfinished(logs.getOrDefault(ended.log(), List.of()));
            OptionalLong again =
                    logs.entrySet().stream()
                            .filter(log -> !log.getKey().equals(ended.log()))
                            .flatMap(log -> log.getValue().stream())
                            .filter(line -> line.begin() && line.atMs() >= ended.atMs())
                            .filter(line -> unfinished.contains(line.job()))
                            .mapToLong(WorkerLog.Line::atMs)
                            .min();
            again.ifPresent(atMs -> recoveries.add(atMs - ended.atMs()));
        }
        return recoveries;
    }

    private static Set<UUID> unfinished(List<WorkerLog.Line> log) {
        Set<Attempt> open = new HashSet<>();
        for (WorkerLog.Line line : log) {
            Attempt attempt = new Attempt(line.job(), line.attempt());
            if (line.begin()) {
                open.add(attempt);
            } else {
                open.remove(attempt);
            }
        }
        Set<UUID> ids = new HashSet<>();
        open.forEach(attempt -> ids.add(attempt.job));
        return ids;
    }

    private Map<String, Verdict.Waits> waits(Map<Path, List<WorkerLog.Line>> logs) {
        Map<UUID, Long> first = new HashMap<>();
        for (List<WorkerLog.Line> log : logs.values()) {
            for (WorkerLog.Line line : log) {
                if (line.begin()) {
                    first.merge(line.job(), line.atMs(), Math::min);
                }
            }
        }
        Map<String, List<Long>> byType = new TreeMap<>();
        first.forEach((id, atMs) -> {
            Job job = jobs.get(id);
            if (job != null) {
                byType.computeIfAbsent(job.request().type(), type -> new ArrayList<>())
                        .add(Math.max(0, atMs - job.acceptedAt().toEpochMilli()));
            }
        });
        Map<String, Verdict.Waits> waits = new TreeMap<>();
        byType.forEach(
                (type, ms) -> waits.put(type, Verdict.Waits.of(ms.stream().sorted().toList())));
        return waits;
    }
}

package dev.kanishk.benchmarks.peers.scheduler.database;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Measures what becomes of the jobs of a worker process that is killed. Most of the time everybody
 * only waits, so all workers of a run are started first, then killed one after the other, and
 * watched together.
 */
final class Recoveries {
    private static final int HELD_JOBS = 10;
    private static final Duration DELIVERY_MAX = Duration.ofMinutes(2);

    private final Field field;
    private final Plan plan;
    private final Sink sink;
    private final Set<Cell> givenUp = new HashSet<>();

    Recoveries(Field field, Plan plan, Sink sink) {
        this.field = field;
        this.plan = plan;
        this.sink = sink;
    }

    private record Candidate(Contender contender, Tuning tuning) {
        Cell cell() {
            return Cell.of(Metric.RECOVERY, "tuning", tuning.label(), contender);
        }
    }

    /** A process that holds its jobs, and another one that is to take them. */
    private record Pair(Candidate candidate, WorkerProcess holding, WorkerProcess other) {
        boolean hasRecovered() {
            return other.numbers().containsAll(holding.numbers());
        }
    }

    private record Killed(Pair pair, long nanos) {}

    void measure() throws IOException, InterruptedException {
        for (int run = 0; run < plan.runs(); run++) {
            List<Candidate> candidates = new ArrayList<>();
            // Ours last: its jobs may run for half a minute, and the others take long to start.
            for (Contender contender : field.schedulers().reversed()) {
                for (Tuning tuning : Tuning.values()) {
                    Candidate candidate = new Candidate(contender, tuning);
                    if (contender.recoveries().contains(tuning)
                            && !givenUp.contains(candidate.cell())) {
                        candidates.add(candidate);
                    }
                }
            }
            start(candidates, new ArrayList<>());
        }
    }

    private void start(List<Candidate> left, List<Pair> started)
            throws IOException, InterruptedException {
        if (left.isEmpty()) {
            kill(started);
            return;
        }
        Candidate next = left.getFirst();
        Contender contender = next.contender();
        field.visit(
                contender,
                database -> {
                    WorkerProcess holding = contender.spawn(database, next.tuning(), true);
                    try {
                        contender.enqueueBatches(database, 1, HELD_JOBS, HELD_JOBS);
                        holding.awaitBegun(HELD_JOBS, DELIVERY_MAX);
                        try (WorkerProcess other =
                                contender.spawn(database, next.tuning(), false)) {
                            started.add(new Pair(next, holding, other));
                            start(left.subList(1, left.size()), started);
                        }
                    } finally {
                        holding.kill();
                    }
                });
    }

    private void kill(List<Pair> pairs) throws IOException, InterruptedException {
        List<Killed> waiting = new ArrayList<>();
        for (Pair pair : pairs.reversed()) {
            pair.holding().kill();
            waiting.add(new Killed(pair, System.nanoTime()));
            watch(waiting);
        }
        Waiting.holds(
                plan.recoveryMax(),
                () -> {
                    watch(waiting);
                    return waiting.isEmpty();
                });
        for (Killed killed : waiting) {
            Candidate candidate = killed.pair().candidate();
            givenUp.add(candidate.cell());
            sink.note(
                    "NOT RECOVERED within %d s: jobs of a killed worker of %s, settings for %s"
                            .formatted(
                                    plan.recoveryMax().toSeconds(),
                                    candidate.contender().name(),
                                    candidate.tuning().label()));
        }
    }

    private void watch(List<Killed> waiting) {
        for (Iterator<Killed> all = waiting.iterator(); all.hasNext(); ) {
            Killed killed = all.next();
            if (killed.pair().hasRecovered()) {
                long took = System.nanoTime() - killed.nanos();
                sink.run(killed.pair().candidate().cell(), took / 1e9);
                all.remove();
            }
        }
    }
}

package dev.kanishk.benchmarks.showcase.collections;

import dev.kanishk.benchmarks.peers.collections.LongPushBack;
import dev.kanishk.benchmarks.peers.collections.StdVector;
import dev.kanishk.benchmarks.record.OutsidePlan;
import dev.kanishk.benchmarks.record.OutsideProgram;
import dev.kanishk.benchmarks.result.Check;
import dev.kanishk.benchmarks.result.Metric;
import dev.kanishk.benchmarks.result.Metric.Better;
import dev.kanishk.benchmarks.showcase.Showcase;
import dev.kanishk.benchmarks.showcase.ShowcaseRun;
import dev.kanishk.collections.memory.AllocationFailedException;
import dev.kanishk.collections.memory.FailingResource;
import dev.kanishk.collections.memory.MemoryResource;
import dev.kanishk.collections.memory.TrackingResource;
import dev.kanishk.collections.vector.LongVector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.options.TimeValue;

/** Pushes a million numbers, again and again, in turn with the structures it stands in for. */
public final class CollectionsShowcase implements Showcase {
    private static final int SIZE = 1_000_000;
    private static final int WARMUP_ROUNDS = 20;
    private static final int ROUNDS = 31;
    private static final long EXPECTED = SIZE * (SIZE - 1L) / 2;

    /** Makes the showcase. */
    public CollectionsShowcase() {}

    @Override
    public String system() {
        return "collections";
    }

    @Override
    public String title() {
        return "A vector of a million numbers, pushed one by one without a reservation, in turn"
                + " with its peers.";
    }

    @Override
    public Outcome run(ShowcaseRun run) throws IOException, InterruptedException {
        LongPushBack pushBack = new LongPushBack();
        pushBack.size = SIZE;
        List<Spread> spreads =
                measure(
                        run,
                        List.of(pushBack::ours, pushBack::arrayList, pushBack::primitiveArray));
        Spread ours = spreads.get(0);

        List<Metric> metrics = new ArrayList<>();
        metrics.add(
                new Metric(
                        "push-rate",
                        "Numbers pushed onto a LongVector",
                        SIZE / ours.median() * 1e3,
                        SIZE / ours.median() * 1e3 * ours.halfRange() / ours.median(),
                        "million/s",
                        Better.HIGHER,
                        null));
        metrics.add(ratio("speedup-array-list", "java.util.ArrayList", ours, spreads.get(1)));
        metrics.add(ratio("speedup-primitive-array", "long[]", ours, spreads.get(2)));
        List<String> notes = new ArrayList<>(notes());
        Optional<Spread> cpp = stdVector(run);
        if (cpp.isPresent()) {
            metrics.add(ratio("speedup-std-vector", "std::vector", ours, cpp.get()));
        } else {
            notes.add("No g++ is installed here: std::vector was not measured.");
        }
        return new Outcome(metrics, checks(), List.of(), notes);
    }

    private static List<Spread> measure(ShowcaseRun run, List<LongSupplier> contestants) {
        double[][] nanos = new double[contestants.size()][ROUNDS];
        for (int round = -WARMUP_ROUNDS; round < ROUNDS; round++) {
            run.progress("rounds", round + WARMUP_ROUNDS, WARMUP_ROUNDS + ROUNDS);
            for (int contestant = 0; contestant < nanos.length; contestant++) {
                long start = System.nanoTime();
                long last = contestants.get(contestant).getAsLong();
                long taken = System.nanoTime() - start;
                if (last != SIZE - 1) {
                    throw new IllegalStateException("the last is " + last + ", not " + (SIZE - 1));
                }
                if (round >= 0) {
                    nanos[contestant][round] = taken;
                }
            }
        }
        return Stream.of(nanos).map(Spread::of).toList();
    }

    private static Optional<Spread> stdVector(ShowcaseRun run)
            throws IOException, InterruptedException {
        Optional<OutsideProgram> program = StdVector.compile(run.workFolder());
        if (program.isEmpty()) {
            return Optional.empty();
        }
        OutsidePlan plan = new OutsidePlan(1, 3, ROUNDS, TimeValue.milliseconds(40));
        double[][] times =
                program.get()
                        .measure(plan, LongPushBack.class.getSimpleName(), Integer.toString(SIZE));
        return Optional.of(Spread.of(times[0]));
    }

    /** How many times as fast ours is; the interval follows from both spreads. */
    private static Metric ratio(String name, String peer, Spread ours, Spread theirs) {
        double ratio = theirs.median() / ours.median();
        double relative =
                Math.hypot(ours.halfRange() / ours.median(), theirs.halfRange() / theirs.median());
        return new Metric(
                name,
                "Speed of LongVector compared with " + peer,
                ratio,
                ratio * relative,
                "×",
                Better.HIGHER,
                null);
    }

    private static List<Check> checks() {
        TrackingResource tracked = new TrackingResource(MemoryResource.system());
        FailingResource resource = new FailingResource(tracked);
        long sum;
        boolean unchanged = true;
        int failures = 0;
        try (LongVector vector = new LongVector(resource)) {
            while (vector.size() < SIZE) {
                if (vector.size() == vector.capacity()) {
                    resource.failAfter(0);
                    long size = vector.size();
                    try {
                        vector.pushBack(-1);
                    } catch (AllocationFailedException e) {
                        failures++;
                    }
                    unchanged &= vector.size() == size && vector.capacity() == size;
                    resource.failNoMore();
                }
                vector.pushBack(vector.size());
            }
            sum = vector.sum();
        }
        long outstandingBytes = tracked.outstandingBytes();
        tracked.close();
        return List.of(
                new Check(
                        "strong-guarantee",
                        "An allocation that fails leaves the vector as it was",
                        unchanged && sum == EXPECTED && failures > 0,
                        failures + " growths failed on purpose; sum " + sum + " of " + EXPECTED),
                new Check(
                        "nothing-leaked",
                        "All memory is given back",
                        outstandingBytes == 0,
                        outstandingBytes + " bytes outstanding"));
    }

    private static List<String> notes() {
        return List.of(
                SIZE
                        + " numbers a round; "
                        + ROUNDS
                        + " rounds after "
                        + WARMUP_ROUNDS
                        + " for warming up; all in turn, in one thread.",
                "Figures are medians; the error is half the distance between the quartiles,"
                        + " carried over to ratios.",
                "A round makes the structure and throws it away: memory from the operating system"
                        + " and, for the heap's structures, garbage collection are part of it.");
    }
}

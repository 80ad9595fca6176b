package dev.kanishk.scheduler.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Runs {@link Simulation}s. {@code -Dsimulation.seeds=N} runs more of them, {@code
 * -Dsimulation.first=SEED} begins with another one; a seed that fails is named and fails again.
 */
class SimulationTest {
    private static final long SEEDS = Long.getLong("simulation.seeds", 3_000);
    private static final long FIRST = Long.getLong("simulation.first", 1);
    private static final long CHUNK = 50;

    /** Seeds that have failed once. */
    @Test
    void doesNotDoAgainWhatItDidWrong() {
        // Each worker had lost its jobs while their ends could not be written, and took none again.
        simulate(1_008_681);
    }

    @Test
    void losesNothingAndKeepsItsBoundsWhateverFails() throws InterruptedException {
        int threads = Runtime.getRuntime().availableProcessors();
        List<String> failures = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> chunks = new ArrayList<>();
            for (long from = FIRST; from < FIRST + SEEDS; from += CHUNK) {
                long first = from;
                long end = Math.min(FIRST + SEEDS, from + CHUNK);
                chunks.add(
                        executor.submit(
                                () -> LongStream.range(first, end).forEach(this::simulate)));
            }
            for (Future<?> chunk : chunks) {
                try {
                    chunk.get();
                } catch (ExecutionException e) {
                    failures.add(String.valueOf(e.getMessage()));
                }
            }
        }
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.size() + " seeds failed: " + failures.getFirst());
        }
    }

    @SuppressWarnings("IllegalCatch") // whatever fails, the seed is to be named
    private void simulate(long seed) {
        try {
            new Simulation(seed).run();
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
    }
}

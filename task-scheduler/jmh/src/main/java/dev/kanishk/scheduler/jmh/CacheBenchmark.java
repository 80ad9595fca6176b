package dev.kanishk.scheduler.jmh;

import dev.kanishk.scheduler.cache.CacheAside;
import dev.kanishk.scheduler.cache.CachePolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What a cache costs those who find their value in it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CacheBenchmark {
    private static final int KEYS = 1 << 10;

    private final CacheAside<Integer, String> cache =
            new CacheAside<>(CachePolicy.of(Duration.ofHours(1)), key -> "value " + key);

    /** A thread's place among the keys. */
    @State(Scope.Thread)
    public static class Turn {
        private int key;

        private int next() {
            key = (key + 1) & (KEYS - 1);
            return key;
        }
    }

    /** One reader. */
    @Benchmark
    public Optional<String> hit(Turn turn) {
        return cache.get(turn.next());
    }

    /** Two readers. */
    @Benchmark
    @Threads(2)
    public Optional<String> hitByTwo(Turn turn) {
        return cache.get(turn.next());
    }
}

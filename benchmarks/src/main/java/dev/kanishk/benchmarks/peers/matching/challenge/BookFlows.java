package dev.kanishk.benchmarks.peers.matching.challenge;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Books alone on one thread, over whole flows: the time is that of one message, its 64-byte reports
 * included. An invocation replays two million messages into books that were made and prefilled
 * before its clock starts, so that one of them is far longer than what the clock costs. {@code
 * empty} is the harness's own floor, to be taken off before figures are divided.
 *
 * <p>The collector is the serial one for all, because it is the kindest to the peers: with G1, what
 * exchange-core and Parity allocate while they fill up has its marking and its barriers run in the
 * measured time, and exchange-core took up to three times as long as with this one; ours, which
 * allocates nothing, took 10 % longer.
 *
 * <p>What JMH's allocation profiler shows includes the making of the books; {@link
 * ChallengeProgram} shows what the replay alone allocates. Its profiler {@code perfnorm} counts
 * cache misses per message where the machine has hardware counters and Linux's {@code perf}; where
 * {@code perf stat -e cache-misses true} says "not supported", nothing here can count them.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-XX:+UseSerialGC", "-Xms3g", "-Xmn600m"})
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 10, time = 1)
public class BookFlows {
    /** The flow. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init") // JMH calls the setup before all others
    public static class Flow {
        /** Its name. */
        @Param({
            "normal",
            "static",
            "swing-25",
            "swing-40",
            "flash-crash",
            "itch-1k",
            "itch-100k",
            "itch-1m",
            "symbols-10k"
        })
        public String scenario;

        private OrderFlow messages;

        /** Makes it. */
        @Setup(Level.Trial)
        public void make() {
            messages = Scenario.of(scenario).flow();
        }

        private Engine fill(EngineKind kind) {
            Engine engine = kind.create(ReportRing.own(ReportRing.REPORTS_DEFAULT), messages);
            messages.replay(engine, 0, messages.prefill());
            return engine;
        }

        private Engine replay(Engine engine) {
            messages.replay(engine, messages.prefill(), messages.length());
            return engine;
        }
    }

    /** An engine of one kind, made and filled anew for each replay. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init") // JMH calls the setup before all others
    public abstract static class Filled {
        private final EngineKind kind;
        Engine engine;

        Filled(EngineKind kind) {
            this.kind = kind;
        }

        /** Fills it. */
        @Setup(Level.Invocation)
        public void fill(Flow flow) {
            engine = flow.fill(kind);
        }
    }

    /** Ours. */
    @State(Scope.Thread)
    public static class Ours extends Filled {
        /** Makes it; JMH calls this. */
        public Ours() {
            super(EngineKind.OURS);
        }
    }

    /** exchange-core's direct book. */
    @State(Scope.Thread)
    public static class ExchangeCore extends Filled {
        /** Makes it; JMH calls this. */
        public ExchangeCore() {
            super(EngineKind.EXCHANGE_CORE);
        }
    }

    /** Parity's book. */
    @State(Scope.Thread)
    public static class Parity extends Filled {
        /** Makes it; JMH calls this. */
        public Parity() {
            super(EngineKind.PARITY);
        }
    }

    /** None. */
    @State(Scope.Thread)
    public static class Empty extends Filled {
        /** Makes it; JMH calls this. */
        public Empty() {
            super(EngineKind.EMPTY);
        }
    }

    /** Through ours. */
    @Benchmark
    @OperationsPerInvocation(Scenario.MESSAGES)
    public Object ours(Flow flow, Ours ours) {
        return flow.replay(ours.engine);
    }

    /** Through exchange-core's. */
    @Benchmark
    @OperationsPerInvocation(Scenario.MESSAGES)
    public Object exchangeCore(Flow flow, ExchangeCore peer) {
        return flow.replay(peer.engine);
    }

    /** Through Parity's: fewer times, since a large book takes it half a minute. */
    @Benchmark
    @Warmup(iterations = 2)
    @Measurement(iterations = 3)
    @OperationsPerInvocation(Scenario.MESSAGES)
    public Object parity(Flow flow, Parity peer) {
        return flow.replay(peer.engine);
    }

    /** Through nothing. */
    @Benchmark
    @OperationsPerInvocation(Scenario.MESSAGES)
    public Object empty(Flow flow, Empty none) {
        return flow.replay(none.engine);
    }
}

package dev.kanishk.benchmarks.peers.matching;

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

/** Orders and cancels on one symbol, through the book alone; the time is that of one command. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the setup before all others
public class BookCommands {
    private static final int COMMANDS = 100_000;

    /** How many orders rest at the beginning. */
    @Param({"1000", "100000"})
    public int resting;

    private LimitOrderFlow flow;

    /** A fresh book of ours, with the resting orders in it. */
    @State(Scope.Thread)
    public static class Ours {
        private OurBooks books;

        /** Fills it. */
        @Setup(Level.Invocation)
        public void fill(BookCommands benchmark) {
            books = new OurBooks();
            books.apply(benchmark.flow, 0, benchmark.resting);
        }
    }

    /** A fresh book of exchange-core, with the resting orders in it. */
    @State(Scope.Thread)
    public static class Peer {
        private ExchangeCoreBook book;

        /** Fills it. */
        @Setup(Level.Invocation)
        public void fill(BookCommands benchmark) {
            book = new ExchangeCoreBook();
            book.apply(benchmark.flow, 0, benchmark.resting);
        }
    }

    /** Makes the flow. */
    @Setup(Level.Trial)
    public void makeFlow() {
        flow = new LimitOrderFlow(resting, COMMANDS);
    }

    /** Through ours. */
    @Benchmark
    @OperationsPerInvocation(COMMANDS)
    public long ours(Ours ours) {
        return ours.books.apply(flow, resting, flow.length());
    }

    /** Through exchange-core's. */
    @Benchmark
    @OperationsPerInvocation(COMMANDS)
    public long exchangeCore(Peer peer) {
        return peer.book.apply(flow, resting, flow.length());
    }
}

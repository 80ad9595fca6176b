package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.collections.concurrent.RecursiveToLong;
import dev.kanishk.collections.concurrent.WorkStealingPool;
import dev.kanishk.collections.concurrent.Worker;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Adds up the values of a balanced binary tree with a fork at every inner node. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ForkJoinTree {
    static final List<String> SIZES = List.of("1023", "1048575");
    private static final int WORKERS = 2;

    /** How many nodes: one less than a power of two. */
    @Param({"1023", "1048575"})
    public int nodes;

    private final Ours ours = new Ours();
    private final WorkStealingPool pool = WorkStealingPool.builder().workers(WORKERS).build();
    private final ForkJoinPool forkJoinPool = new ForkJoinPool(WORKERS);
    private Node root = new Node(1, null, null);

    /** Grows the tree. */
    @Setup(Level.Trial)
    public void grow() {
        root = tree(1, nodes);
        long expected = (long) nodes * (nodes + 1) / 2;
        if (workStealingPool() != expected || forkJoinPool() != expected) {
            throw new IllegalStateException("a pool computes something else");
        }
    }

    /** Ends the threads. */
    @TearDown(Level.Trial)
    public void close() {
        pool.close();
        forkJoinPool.close();
    }

    /** Adds in our pool. */
    @Benchmark
    public long workStealingPool() {
        return pool.invoke(ours, root);
    }

    /** Adds in the JDK's pool. */
    @Benchmark
    public long forkJoinPool() {
        return forkJoinPool.invoke(new Theirs(root));
    }

    private static Node tree(long label, int nodes) {
        return label * 2 > nodes
                ? new Node(label, null, null)
                : new Node(label, tree(label * 2, nodes), tree(label * 2 + 1, nodes));
    }

    private record Node(long value, @Nullable Node left, @Nullable Node right) {}

    private static final class Ours extends RecursiveToLong<Node> {
        @Override
        protected long compute(Worker worker, Node node) {
            if (node.left == null || node.right == null) {
                return node.value;
            }
            int right = fork(worker, node.right);
            long left = compute(worker, node.left);
            return node.value + left + join(worker, right);
        }
    }

    private static final class Theirs extends RecursiveTask<Long> {
        private static final long serialVersionUID = 1;
        private final transient Node node;

        Theirs(Node node) {
            this.node = node;
        }

        @Override
        protected Long compute() {
            if (node.left == null || node.right == null) {
                return node.value;
            }
            Theirs right = new Theirs(node.right);
            right.fork();
            long left = new Theirs(node.left).compute();
            return node.value + left + right.join();
        }
    }
}

package dev.kanishk.collections.concurrent;

/** The usual test of forks that are almost nothing but forks. */
final class Fibonacci extends RecursiveLong {
    @Override
    protected long compute(Worker worker, long n) {
        if (n < 2) {
            return n;
        }
        int smaller = fork(worker, n - 2);
        long larger = compute(worker, n - 1);
        return larger + join(worker, smaller);
    }
}

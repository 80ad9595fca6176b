package dev.kanishk.benchmarks.peers.scheduler.database;

import dev.kanishk.benchmarks.peers.scheduler.database.Contender.Handed;
import dev.kanishk.benchmarks.peers.scheduler.database.SchedulerEngine.Client;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * Threads that hand jobs in to a scheduler of Java. Where there are several clients, each thread
 * has one of them, as callers of several processes do.
 */
final class Callers {
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Until the pacing threads are there. */
    private static final long LEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final List<Client> clients;
    private final int count;

    Callers(Client client, int count) {
        this(List.of(client), count);
    }

    Callers(List<Client> clients, int count) {
        this.clients = List.copyOf(clients);
        this.count = count;
    }

    /**
     * Each hands in one job after the other for a time. Their numbers are negative, so that no
     * batch has them too.
     */
    Handed oneByOne(Duration time) throws IOException, InterruptedException {
        AtomicLong numbers = new AtomicLong();
        long start = System.nanoTime();
        long end = start + time.toNanos();
        all(client -> {
            while (System.nanoTime() - end < 0) {
                client.enqueue(numbers.decrementAndGet());
            }
        });
        return new Handed(-numbers.get(), System.nanoTime() - start);
    }

    /** They share batches until all are handed in. */
    Handed batches(int batch, long jobs) throws IOException, InterruptedException {
        AtomicLong next = new AtomicLong();
        long start = System.nanoTime();
        all(client -> {
            for (long first = next.getAndAdd(batch); first < jobs; first = next.getAndAdd(batch)) {
                client.enqueue(first, batch);
            }
        });
        return new Handed(jobs, System.nanoTime() - start);
    }

    /**
     * They hand in a number of jobs, one by one, as fast as they can.
     *
     * @param calls is given the nanoseconds of each call; recording must be safe for threads
     */
    Handed burst(long jobs, Histogram calls) throws IOException, InterruptedException {
        AtomicLong next = new AtomicLong();
        long start = System.nanoTime();
        all(client -> {
            for (long job = next.getAndIncrement(); job < jobs; job = next.getAndIncrement()) {
                long begin = System.nanoTime();
                client.enqueue(job);
                calls.recordValue(System.nanoTime() - begin);
            }
        });
        return new Handed(jobs, System.nanoTime() - start);
    }

    /**
     * Each takes the job that is due next, and hands it in when it is due, or as soon as it can.
     */
    long paced(int perSecond, int jobs) throws IOException, InterruptedException {
        AtomicLong next = new AtomicLong();
        long start = System.nanoTime() + LEAD_NANOS;
        all(client -> {
            for (long job = next.getAndIncrement(); job < jobs; job = next.getAndIncrement()) {
                long due = start + job * SECOND_NANOS / perSecond;
                Waiting.until(due);
                client.enqueue(due);
            }
        });
        return start;
    }

    @FunctionalInterface
    private interface Calls {
        void make(Client client) throws Exception;
    }

    private void all(Calls calls) throws IOException, InterruptedException {
        List<Future<Void>> ended = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            for (int thread = 0; thread < count; thread++) {
                Client client = clients.get(thread % clients.size());
                Callable<Void> caller =
                        () -> {
                            calls.make(client);
                            return null;
                        };
                ended.add(threads.submit(caller));
            }
            for (Future<Void> end : ended) {
                end.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("a caller failed", e.getCause());
        }
    }
}

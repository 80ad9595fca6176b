package dev.kanishk.scheduler.server.chaos;

import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.store.BacklogFullException;
import dev.kanishk.scheduler.store.JobStore;
import dev.kanishk.scheduler.store.StoreException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Enqueues jobs at a rate and remembers, outside the store, which of them were acknowledged: in a
 * file and in memory. Each twentieth job is enqueued twice under one key, as when an
 * acknowledgement got lost.
 */
final class Feeder {
    static final String QUICK = "quick";
    static final String SLOW = "slow";
    static final String FLAKY = "flaky";
    static final String POISON = "poison";

    private static final long TICK_NANOS = Duration.ofMillis(20).toNanos();
    private static final int TWICE = 20;
    private static final int HUNDRED = 100;
    private static final int SLOW_BELOW = 10;
    private static final int FLAKY_BELOW = 20;

    private final JobStore store;
    private final double rate;
    private final SplittableRandom random;
    private final BufferedWriter file;
    private final Map<UUID, String> acknowledged = new TreeMap<>();
    private final Thread thread = Thread.ofPlatform().name("feeder").unstarted(this::run);
    private volatile boolean ends;
    private long refused;
    private long repeated;
    private long keysBroken;
    private @Nullable Exception failure;

    Feeder(JobStore store, double rate, long seed, Path acknowledgedFile) throws IOException {
        this.store = store;
        this.rate = rate;
        this.random = new SplittableRandom(seed);
        this.file = Files.newBufferedWriter(acknowledgedFile);
    }

    void start() {
        thread.start();
    }

    private void run() {
        long begun = System.nanoTime();
        long fed = 0;
        try {
            while (!ends) {
                LockSupport.parkNanos(TICK_NANOS);
                double seconds = (System.nanoTime() - begun) / 1e9;
                // After a standstill of the store it goes on at its rate, and does not catch up.
                long due = Math.min((long) (seconds * rate) - fed, (long) Math.ceil(rate / 10));
                fed = (long) (seconds * rate);
                if (due > 0) {
                    enqueue(requests((int) due));
                }
            }
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }

    private List<JobRequest> requests(int count) {
        List<JobRequest> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int kind = random.nextInt(HUNDRED);
            JobRequest request;
            if (kind < SLOW_BELOW) {
                request = JobRequest.of(SLOW, Integer.toString(random.nextInt(100, 400)));
            } else if (kind < FLAKY_BELOW) {
                request = JobRequest.of(FLAKY, "5");
            } else {
                request = JobRequest.of(QUICK, "5");
            }
            requests.add(
                    random.nextInt(TWICE) == 0
                            ? request.withIdempotencyKey("key-" + random.nextLong())
                            : request);
        }
        return requests;
    }

    /** Enqueues jobs; what the store does not acknowledge counts as refused. */
    synchronized void enqueue(List<JobRequest> requests) throws IOException {
        List<JobRequest> keyed =
                requests.stream().filter(request -> request.idempotencyKey() != null).toList();
        Map<String, UUID> jobs = new HashMap<>();
        try {
            List<Receipt> receipts = store.enqueue(requests, "chaos");
            for (int i = 0; i < receipts.size(); i++) {
                JobRequest request = requests.get(i);
                UUID id = receipts.get(i).id();
                acknowledged.put(id, request.type());
                file.write(id + " " + request.type() + "\n");
                if (request.idempotencyKey() != null) {
                    jobs.put(request.idempotencyKey(), id);
                }
            }
            file.flush();
            for (Receipt receipt : keyed.isEmpty() ? List.<Receipt>of() : again(keyed)) {
                keysBroken += receipt.created() || !jobs.containsValue(receipt.id()) ? 1 : 0;
            }
        } catch (BacklogFullException | StoreException e) {
            refused++;
        }
    }

    private List<Receipt> again(List<JobRequest> keyed) {
        List<Receipt> receipts = store.enqueue(keyed, "chaos");
        repeated += receipts.size();
        return receipts;
    }

    /** Enqueues one that ends whoever runs it. */
    void poison() throws IOException {
        enqueue(List.of(JobRequest.of(POISON, "")));
    }

    /** Ends feeding; what was acknowledged is known then. */
    void end() throws IOException, InterruptedException {
        ends = true;
        thread.join();
        file.close();
        if (failure != null) {
            throw new IOException("jobs were not fed to the end: " + failure, failure);
        }
    }

    /** The acknowledged jobs and their types. */
    synchronized Map<UUID, String> acknowledged() {
        return new HashMap<>(acknowledged);
    }

    /** How many calls of the store failed. */
    synchronized long refused() {
        return refused;
    }

    synchronized long repeated() {
        return repeated;
    }

    /** Requests whose key was known and that made another job all the same. */
    synchronized long keysBroken() {
        return keysBroken;
    }
}

package dev.kanishk.scheduler.redis;

import dev.kanishk.scheduler.job.DeadQuery;
import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.job.JobQuery;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.job.Transition;
import dev.kanishk.scheduler.job.TypeStatus;
import dev.kanishk.scheduler.recurring.Recurring;
import dev.kanishk.scheduler.redis.RedisFrontOptions.Acknowledgement;
import dev.kanishk.scheduler.store.JobStore;
import dev.kanishk.scheduler.store.RepeatableStore;
import dev.kanishk.scheduler.store.RepeatableStore.NamedRequest;
import dev.kanishk.scheduler.store.WorkerSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A store with Redis in front of it: jobs of many processes gather in a stream, and few threads, of
 * whichever processes, move them into the database in large batches. Everything but accepting jobs
 * is the store's.
 *
 * <p>Each job has its name before it is given to Redis, and the store accepts a name once ({@link
 * RepeatableStore#enqueueNamed}), so moving a job twice is harmless for as long as the store keeps
 * it. A process keeps what it gave to Redis until the database has it, and writes it there itself
 * if Redis fails it in any way: it does not answer, refuses, is full, has lost its memory, or the
 * jobs are not moved. Then all jobs go to the database directly until Redis is fit for use again.
 * So by default Redis can be lost at any time and nothing that was accepted is. What {@link
 * Acknowledgement#FROM_REDIS} adds to that is said there.
 *
 * <p>A Redis with another {@code maxmemory-policy} than {@code noeviction} is not used.
 *
 * <p>A call that failed with a {@link dev.kanishk.scheduler.store.StoreException} may have been
 * carried out, as always. Safe for use by many threads.
 */
public final class RedisFrontStore implements JobStore {
    private static final int MAX_NODE_LENGTH = 200;

    private final RepeatableStore store;
    private final RedisFrontOptions options;
    private final boolean early;
    private final FrontOutbox outbox;

    private RedisFrontStore(RepeatableStore store, RedisLink link, RedisFrontOptions options) {
        this.store = store;
        this.options = options;
        this.early = options.acknowledgement() == Acknowledgement.FROM_REDIS;
        this.outbox = new FrontOutbox(link, options, store);
    }

    /**
     * Puts Redis in front of a store. If Redis cannot be used now, that is logged, and tried again
     * every few seconds.
     *
     * @param store where the jobs are, the same database in all processes; closed with this one
     * @param link to Redis, not closed with this; its timeout is what a silent Redis costs
     * @param options how jobs go
     * @return the store, to be closed by the caller
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    public static RedisFrontStore open(
            RepeatableStore store, RedisLink link, RedisFrontOptions options)
            throws InterruptedException {
        RedisFrontStore front = new RedisFrontStore(store, link, options);
        front.outbox.start();
        return front;
    }

    /** {@return what went through Redis in this process} */
    public RedisFrontStatistics statistics() {
        return outbox.statistics();
    }

    @Override
    public List<Receipt> enqueue(List<JobRequest> requests, String node) {
        int count = requests.size();
        boolean fit =
                count > 0
                        && count <= FrontOutbox.MAX_JOBS
                        && node.length() <= MAX_NODE_LENGTH
                        && outbox.isThrough();
        if (early && requests.stream().anyMatch(request -> !request.after().isEmpty())) {
            outbox.settle();
        }
        if (fit) {
            List<NamedRequest> jobs = new ArrayList<>(count);
            for (JobRequest request : requests) {
                jobs.add(new NamedRequest(store.newId(), request, node));
            }
            byte[] bytes = FrontFormat.jobs(jobs, options.payloads());
            if (bytes.length <= FrontOutbox.MAX_BYTES) {
                FrontCall call = new FrontCall(jobs, bytes, early ? earlyReceipts(jobs) : null);
                if (outbox.offer(call)) {
                    return call.await();
                }
            }
        }
        List<Receipt> receipts = store.enqueue(requests, node);
        outbox.wentDirectly(requests);
        return receipts;
    }

    /** What the database will answer, if it can only answer one thing. */
    private @Nullable List<Receipt> earlyReceipts(List<NamedRequest> jobs) {
        List<Receipt> receipts = new ArrayList<>(jobs.size());
        for (NamedRequest job : jobs) {
            JobRequest request = job.request();
            if (request.idempotencyKey() != null
                    || !request.after().isEmpty()
                    || !outbox.knows(request.type())) {
                return null;
            }
            // The name's first 48 bits are when it was made, in milliseconds.
            long now = job.id().getMostSignificantBits() >>> 16;
            boolean due = request.runAt() == null || request.runAt().toEpochMilli() <= now;
            receipts.add(new Receipt(job.id(), due ? JobState.ENQUEUED : JobState.SCHEDULED, true));
        }
        return receipts;
    }

    /** Lets what Redis acknowledged to this process be seen. */
    private JobStore settled() {
        if (early) {
            outbox.settle();
        }
        return store;
    }

    @Override
    public List<Receipt> enqueueBatch(List<JobRequest> requests, JobRequest callback, String node) {
        List<Receipt> receipts = settled().enqueueBatch(requests, callback, node);
        outbox.wentDirectly(requests);
        return receipts;
    }

    @Override
    public Optional<Job> find(UUID id) {
        return settled().find(id);
    }

    @Override
    public List<Transition> audit(UUID id) {
        return settled().audit(id);
    }

    @Override
    public List<Job> list(JobQuery query) {
        return settled().list(query);
    }

    @Override
    public List<Recurring> recurring() {
        return store.recurring();
    }

    @Override
    public List<TypeStatus> types() {
        return settled().types();
    }

    @Override
    public Map<String, Duration> queueAges() {
        return store.queueAges();
    }

    @Override
    public boolean cancel(UUID id, String node) {
        return settled().cancel(id, node);
    }

    @Override
    public boolean redrive(UUID id, String node) {
        return store.redrive(id, node);
    }

    @Override
    public int redrive(DeadQuery query, Duration spread, String node) {
        return store.redrive(query, spread, node);
    }

    @Override
    public int discard(DeadQuery query, String node) {
        return store.discard(query, node);
    }

    @Override
    public boolean discard(UUID id, String node) {
        return store.discard(id, node);
    }

    @Override
    public boolean pause(String type, boolean paused) {
        return store.pause(type, paused);
    }

    @Override
    public WorkerSession join() {
        return new FrontWorker(store.join(), outbox.signals());
    }

    /** Waits until the database has what was given to Redis, and closes the store. */
    @Override
    public void close() {
        outbox.close();
        store.close();
    }
}

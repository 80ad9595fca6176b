package dev.kanishk.scheduler.redis;

import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.redis.FrontFormat.Reply;
import dev.kanishk.scheduler.store.RepeatableStore;
import dev.kanishk.scheduler.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Nothing depends on Redis. What a process gives to it, it keeps until it hears that the database
 * has it. If it does not hear that, for whatever reason (the session ended, the mover failed, the
 * reply was lost, the patience is over), it stores the jobs itself, under the names that they have
 * had from the beginning; so it does not matter whether somebody else does it too, before, at the
 * same time, or much later.
 */
/** What a process has given to Redis, and the threads that see to it. */
final class FrontOutbox implements FrontMover.Own, AutoCloseable {
    static final int MAX_JOBS = 500;
    static final int MAX_BYTES = 512 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(FrontOutbox.class);
    private static final int MAX_UNANSWERED = 4;
    private static final int RESCUERS = 4;
    private static final int LONGEST_PATIENCE = 5;
    private static final Duration TICK = Duration.ofMillis(50);
    private static final long TICK_NANOS = TICK.toNanos();
    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MIN_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long MAX_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(4);
    private static final long LONG_LIFE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final RedisLink link;
    private final RedisFrontOptions options;
    private final RepeatableStore store;
    private final String process =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    private final Queue<FrontCall> calls = new ConcurrentLinkedQueue<>();
    private final AtomicInteger called = new AtomicInteger();
    private final Map<Long, FrontBatch> waiting = new ConcurrentHashMap<>();
    private final AtomicLong waitingJobs = new AtomicLong();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicReference<@Nullable FrontSession> session = new AtomicReference<>();
    private final FrontSignals signals = new FrontSignals(process, this::publish);
    private final Semaphore rescuers = new Semaphore(RESCUERS);
    private final Set<String> types = ConcurrentHashMap.newKeySet();
    private final LongAdder sent = new LongAdder();
    private final LongAdder moved = new LongAdder();
    private final LongAdder direct = new LongAdder();
    private final LongAdder rescued = new LongAdder();
    private final LongAdder losses = new LongAdder();
    private final Thread sender;
    private final Thread keeper;
    private volatile long signNanos = System.nanoTime();
    private volatile String persistence = "not asked yet";
    private volatile boolean closed;
    private volatile long closeAt;
    private String complaint = "";
    private long reopenAt = System.nanoTime();
    private long pauseNanos = MIN_PAUSE_NANOS;

    FrontOutbox(RedisLink link, RedisFrontOptions options, RepeatableStore store) {
        this.link = link;
        this.options = options;
        this.store = store;
        this.sender = Thread.ofPlatform().name("front-sender").daemon().unstarted(this::send);
        this.keeper = Thread.ofPlatform().name("front-keeper").daemon().unstarted(this::keep);
    }

    void start() throws InterruptedException {
        begin();
        sender.start();
        keeper.start();
    }

    boolean isThrough() {
        return session.get() != null;
    }

    boolean knows(String type) {
        return types.contains(type);
    }

    FrontSignals signals() {
        return signals;
    }

    /** Jobs were stored without Redis. */
    void wentDirectly(List<JobRequest> requests) {
        direct.add(requests.size());
        requests.forEach(request -> types.add(request.type()));
        stored(requests);
    }

    @Override
    public void stored(List<JobRequest> requests) {
        if (isThrough()) {
            signals.stored(requests);
        }
    }

    private void publish(byte[] message) {
        FrontSession now = session.get();
        if (now != null) {
            now.publishDue(message);
        }
    }

    RedisFrontStatistics statistics() {
        long now = System.nanoTime();
        long oldest = now;
        for (FrontBatch batch : waiting.values()) {
            oldest = Math.min(oldest, batch.madeNanos());
        }
        return new RedisFrontStatistics(
                isThrough(),
                sent.sum(),
                moved.sum(),
                direct.sum(),
                rescued.sum(),
                waitingJobs.get(),
                Duration.ofNanos(now - oldest),
                losses.sum(),
                persistence);
    }

    /** Takes a call, unless Redis is not there or has enough of this process. */
    boolean offer(FrontCall call) {
        int jobs = call.jobs().size();
        if (closed || !isThrough()) {
            return false;
        }
        if (waitingJobs.addAndGet(jobs) > options.maxWaiting()) {
            waitingJobs.addAndGet(-jobs);
            return false;
        }
        calls.add(call);
        if (called.getAndIncrement() == 0) {
            LockSupport.unpark(sender);
        }
        return true;
    }

    private void send() {
        while (true) {
            FrontSession to = session.get();
            if (to != null && to.unanswered() >= MAX_UNANSWERED) {
                LockSupport.parkNanos(this, TICK_NANOS);
                continue;
            }
            List<FrontCall> gathered = gather();
            if (!gathered.isEmpty()) {
                send(new FrontBatch(numbers.incrementAndGet(), gathered), to);
            } else if (closed) {
                return;
            } else {
                LockSupport.parkNanos(this, CHECK_NANOS);
            }
        }
    }

    private List<FrontCall> gather() {
        List<FrontCall> gathered = new ArrayList<>();
        int jobs = 0;
        int bytes = 0;
        while (jobs < MAX_JOBS && bytes < MAX_BYTES) {
            FrontCall call = calls.poll();
            if (call == null) {
                break;
            }
            called.getAndDecrement();
            gathered.add(call);
            jobs += call.jobs().size();
            bytes += call.bytes().length;
        }
        return gathered;
    }

    private void send(FrontBatch batch, @Nullable FrontSession to) {
        waiting.put(batch.number(), batch);
        if (to == null) {
            rescue(batch, direct);
            return;
        }
        try {
            to.add(batch.bytes(process), (entry, reason) -> added(batch, to, entry, reason));
        } catch (RuntimeException e) {
            added(batch, to, null, String.valueOf(e.getMessage()));
        }
    }

    private void added(
            FrontBatch batch, FrontSession to, @Nullable String entry, @Nullable String reason) {
        LockSupport.unpark(sender);
        if (entry != null) {
            sent.add(batch.jobs().size());
            batch.inRedis(entry);
        } else {
            if (reason != null) {
                lost(to, new RedisUnavailableException(reason));
            }
            rescue(batch, reason == null ? direct : rescued);
        }
    }

    @Override
    public String process() {
        return process;
    }

    @Override
    public @Nullable FrontBatch waiting(long number) {
        return waiting.get(number);
    }

    @Override
    public void moved(FrontBatch batch, List<Receipt> receipts) {
        signNanos = System.nanoTime();
        end(batch, receipts);
    }

    private void heard(Reply reply) {
        FrontBatch batch = waiting.get(reply.number());
        signNanos = System.nanoTime();
        List<Receipt> receipts = reply.receipts();
        if (batch == null) {
            return;
        }
        if (receipts == null) {
            rescue(batch, rescued);
        } else {
            end(batch, receipts);
        }
    }

    private void end(FrontBatch batch, List<Receipt> receipts) {
        if (batch.end(receipts)) {
            forget(batch);
        }
    }

    private void forget(FrontBatch batch) {
        batch.jobs().forEach(job -> types.add(job.request().type()));
        waiting.remove(batch.number());
        waitingJobs.addAndGet(-batch.jobs().size());
    }

    @Override
    public void lost(FrontSession gone, Exception why) {
        gone.close();
        if (!session.compareAndSet(gone, null)) {
            return;
        }
        losses.increment();
        LOG.warn(
                "jobs go to the database directly, {} of this process are taken back from Redis:"
                        + " {}",
                waitingJobs.get(),
                why.getMessage());
        waiting.values().forEach(batch -> rescue(batch, rescued));
        LockSupport.unpark(sender);
    }

    @Override
    public void rescue(FrontBatch batch) {
        Thread.ofVirtual().name("front-rescue").start(() -> store(batch, rescued));
    }

    private void rescue(FrontBatch batch, LongAdder count) {
        if (batch.take()) {
            Thread.ofVirtual().name("front-rescue").start(() -> store(batch, count));
        }
    }

    /** Stores what was taken, as a whole if it can be. */
    private void store(FrontBatch batch, LongAdder count) {
        rescuers.acquireUninterruptibly();
        try {
            if (!batch.jobs().isEmpty() && !batch.isOver()) {
                end(batch, store.enqueueNamed(batch.jobs()));
            }
        } catch (RuntimeException e) {
            if (!isEachStored(batch, e)) {
                LOG.error("acknowledged jobs are left to Redis, since the store is closed", e);
                return;
            }
        } finally {
            rescuers.release();
        }
        count.add(batch.jobs().size());
        FrontSession now = session.get();
        String entry = batch.entry();
        if (now != null && entry != null) {
            now.done(List.of(entry), List.of(), List.of());
        }
    }

    /** Each caller gets its own failure; what was acknowledged is tried until it is stored. */
    private boolean isEachStored(FrontBatch batch, RuntimeException why) {
        List<FrontCall> left = batch.calls();
        RuntimeException common = why instanceof StoreException ? why : null;
        while (!left.isEmpty() && !batch.isOver()) {
            List<FrontCall> early = new ArrayList<>();
            for (FrontCall call : left) {
                try {
                    if (common != null) {
                        throw common;
                    }
                    call.end(store.enqueueNamed(call.jobs()), null);
                } catch (RuntimeException e) {
                    if (call.isEarly()) {
                        early.add(call);
                    } else {
                        call.end(null, e);
                    }
                }
            }
            left = early;
            common = null;
            if (!left.isEmpty()) {
                if (isTooLate()) {
                    return false;
                }
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
        if (batch.ended()) {
            forget(batch);
        }
        return true;
    }

    private void keep() {
        long checkAt = System.nanoTime();
        while (!isTooLate() && !(closed && waiting.isEmpty())) {
            LockSupport.parkNanos(this, TICK_NANOS);
            FrontSession now = session.get();
            try {
                if (now == null) {
                    if (!closed && System.nanoTime() - reopenAt >= 0) {
                        begin();
                    }
                } else {
                    watch(now);
                    if (System.nanoTime() - checkAt >= 0) {
                        checkAt = System.nanoTime() + CHECK_NANOS;
                        now.check();
                    }
                }
            } catch (RedisUnavailableException | RuntimeException e) {
                if (now != null) {
                    lost(now, e);
                    backOff(now);
                }
            } catch (InterruptedException e) {
                // It is nobody's to stop but close's.
                LOG.debug("interrupted", e);
            }
        }
    }

    /** Gives the session up if jobs are not taken, or not moved. */
    private void watch(FrontSession now) throws RedisUnavailableException {
        long at = System.nanoTime();
        long patience = options.patience().toNanos();
        boolean quiet = at - signNanos > patience;
        for (FrontBatch batch : waiting.values()) {
            long age = at - batch.madeNanos();
            if (!batch.isWaiting()) {
                continue;
            }
            if (batch.entry() == null && age > link.timeout().toNanos() && now.unanswered() > 0) {
                throw new RedisUnavailableException("no answer from Redis: " + link.where());
            }
            if ((quiet && age > patience) || age > LONGEST_PATIENCE * patience) {
                throw new RedisUnavailableException("nobody moves jobs: " + link.where());
            }
        }
    }

    private void backOff(@Nullable FrontSession failed) {
        boolean lived = failed != null && System.nanoTime() - failed.begunNanos() > LONG_LIFE_NANOS;
        pauseNanos = lived ? MIN_PAUSE_NANOS : Math.min(2 * pauseNanos, MAX_PAUSE_NANOS);
        reopenAt = System.nanoTime() + pauseNanos;
    }

    /** Tries to begin a session; it counts once an empty entry has gone all the way. */
    private void begin() throws InterruptedException {
        FrontSession fresh = null;
        boolean begun = false;
        try {
            fresh = new FrontSession(link, options, process);
            FrontSession opened = fresh;
            persistence = opened.persistence();
            opened.listen(this::heard, signals);
            for (int i = 0; i < options.movers(); i++) {
                FrontMover mover = new FrontMover(opened, options, store, this, moved, i);
                Thread.ofPlatform().name("front-mover-" + i).daemon().start(mover);
            }
            FrontBatch probe = new FrontBatch(numbers.incrementAndGet(), List.of());
            waiting.put(probe.number(), probe);
            send(probe, opened);
            boolean arrived = false;
            long start = System.nanoTime();
            while (!arrived
                    && !closed
                    && opened.isOpen()
                    && System.nanoTime() - start < options.patience().toNanos()) {
                arrived = probe.await(TICK);
            }
            waiting.remove(probe.number());
            if (!arrived || !opened.isOpen()) {
                throw new RedisUnavailableException(
                        "an empty entry was not moved within " + options.patience());
            }
            begun = true;
            signNanos = System.nanoTime();
            session.set(opened);
            complaint = "";
            LOG.info("jobs go through Redis: {}, {}", link.where(), persistence);
        } catch (RedisUnavailableException | RuntimeException e) {
            String text = String.valueOf(e.getMessage());
            if (!text.equals(complaint)) {
                complaint = text;
                LOG.warn("jobs go to the database directly, Redis is not used: {}", text);
            }
            backOff(null);
        } finally {
            if (!begun && fresh != null) {
                fresh.close();
            }
        }
    }

    /** Waits until the database has what was acknowledged before, or for as long as it may take. */
    void settle() {
        long until = LONGEST_PATIENCE * options.patience().toNanos();
        long start = System.nanoTime();
        try {
            for (FrontBatch batch : waiting.values()) {
                long left = until - (System.nanoTime() - start);
                if (batch.isEarly() && left > 0) {
                    batch.await(Duration.ofNanos(left));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isTooLate() {
        return closed && System.nanoTime() - closeAt > 0;
    }

    /** Ends when the database has what was given to Redis; takes half a minute at most. */
    @Override
    public void close() {
        closeAt = System.nanoTime() + CLOSE_NANOS;
        closed = true;
        LockSupport.unpark(sender);
        LockSupport.unpark(keeper);
        try {
            sender.join(Duration.ofNanos(CLOSE_NANOS));
            keeper.join(Duration.ofNanos(CLOSE_NANOS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        FrontSession last = session.getAndSet(null);
        if (last != null) {
            last.close();
            last.await(Duration.ofNanos(CLOSE_NANOS));
        }
    }
}

package dev.kanishk.scheduler.store;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the workers what is new: those of this process at once, those of others at most every few
 * milliseconds, so that a storm of jobs is no storm of messages. On a thread of its own.
 */
final class Announcer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long CLOSE_MS = 5_000;

    private final Consumer<News> abroad;
    private final List<Consumer<News>> here = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final Thread thread;
    private News news = News.NOTHING;
    private boolean closed;

    /** Begins. What {@code abroad} throws is logged: news may be lost. */
    Announcer(Consumer<News> abroad) {
        this.abroad = abroad;
        this.thread = Thread.ofPlatform().name("job-news").daemon().start(this::run);
    }

    void add(Consumer<News> listener) {
        here.add(listener);
    }

    void remove(Consumer<News> listener) {
        here.remove(listener);
    }

    void announce(News more) {
        if (more.isNothing()) {
            return;
        }
        lock.lock();
        try {
            news = news.isNothing() ? more : news.and(more);
            this.more.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Tells the workers of this process what another one announced. */
    void heard(News foreign) {
        for (Consumer<News> listener : here) {
            try {
                listener.accept(foreign);
            } catch (RuntimeException e) {
                LOG.warn("a listener to the store's signals failed", e);
            }
        }
    }

    private void run() {
        News untold = News.NOTHING;
        long toldAt = System.nanoTime() - PAUSE_NANOS;
        while (true) {
            News taken;
            lock.lock();
            try {
                while (news.isNothing() && !closed && untold.isNothing()) {
                    more.awaitUninterruptibly();
                }
                long left = PAUSE_NANOS - (System.nanoTime() - toldAt);
                while (news.isNothing() && !closed && left > 0) {
                    left = await(left);
                }
                taken = news;
                news = News.NOTHING;
                if (closed && taken.isNothing() && untold.isNothing()) {
                    return;
                }
            } finally {
                lock.unlock();
            }
            heard(taken);
            untold = untold.isNothing() ? taken : untold.and(taken);
            if (System.nanoTime() - toldAt >= PAUSE_NANOS || closed) {
                tellAbroad(untold);
                untold = News.NOTHING;
                toldAt = System.nanoTime();
            }
        }
    }

    @SuppressWarnings("WaitNotInLoop") // Its caller loops
    private long await(long nanos) {
        try {
            return more.awaitNanos(nanos);
        } catch (InterruptedException e) {
            // Nobody interrupts this thread; if somebody does, it does not wait.
            return 0;
        }
    }

    private void tellAbroad(News untold) {
        try {
            if (!untold.isNothing()) {
                abroad.accept(untold);
            }
        } catch (RuntimeException e) {
            LOG.warn("other nodes could not be told of news; they look for themselves", e);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            more.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(CLOSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

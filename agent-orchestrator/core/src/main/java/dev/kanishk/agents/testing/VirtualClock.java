package dev.kanishk.agents.testing;

import dev.kanishk.agents.run.RunClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A clock that stands still, but for pauses: each puts it on and is over at once. Safe for use by
 * many threads; several pauses at the same time add up.
 */
public final class VirtualClock implements RunClock {
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Duration> pauses = new ArrayList<>();
    private Instant now;

    /**
     * Makes a clock.
     *
     * @param start the time it begins with
     */
    public VirtualClock(Instant start) {
        now = start;
    }

    @Override
    public Instant instant() {
        lock.lock();
        try {
            return now;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void pause(Duration pause) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        lock.lock();
        try {
            now = now.plus(pause);
            pauses.add(pause);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Puts the clock on.
     *
     * @param time how far
     */
    public void advance(Duration time) {
        lock.lock();
        try {
            now = now.plus(time);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lists the pauses that were made.
     *
     * @return the pauses, the first one first
     */
    public List<Duration> pauses() {
        lock.lock();
        try {
            return List.copyOf(pauses);
        } finally {
            lock.unlock();
        }
    }
}

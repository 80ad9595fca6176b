package dev.kanishk.scheduler.dispatch;

import dev.kanishk.scheduler.dispatch.TypeDispatch.Verdict;
import dev.kanishk.scheduler.store.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Who runs at the moment, and who may. One lock over all of it. */
final class Slots {
    private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, TypeDispatch> types;
    private final Map<UUID, Thread> handlers = new HashMap<>();
    private int free;
    private final int size;
    private boolean signalled;
    private volatile boolean handingBack;
    private long started;
    private long succeeded;
    private long failed;
    private long refused;
    private long recovered;

    Slots(Map<String, TypeDispatch> types, int size) {
        this.types = Map.copyOf(types);
        this.size = size;
        this.free = size;
    }

    void signal() {
        lock.lock();
        try {
            signalled = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean takeSignal() {
        lock.lock();
        try {
            boolean was = signalled;
            signalled = false;
            return was;
        } finally {
            lock.unlock();
        }
    }

    void awaitSignal(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (!signalled && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** How many jobs of which types may be started, beginning with another type each time. */
    SequencedMap<String, Integer> limits(int rotation, long nowNanos) {
        lock.lock();
        try {
            List<String> names = new ArrayList<>(types.keySet());
            SequencedMap<String, Integer> limits = new LinkedHashMap<>();
            for (int i = 0; i < names.size() && free > 0; i++) {
                String name = names.get(Math.floorMod(rotation + i, names.size()));
                int permits = type(name).permits(free, nowNanos);
                if (permits > 0) {
                    limits.put(name, permits);
                }
            }
            return limits;
        } finally {
            lock.unlock();
        }
    }

    int free() {
        lock.lock();
        try {
            return free;
        } finally {
            lock.unlock();
        }
    }

    TypeDispatch occupy(String type) {
        lock.lock();
        try {
            free--;
            started++;
            TypeDispatch dispatch = type(type);
            dispatch.started();
            return dispatch;
        } finally {
            lock.unlock();
        }
    }

    /** Makes a handler's thread known, so that it can be interrupted, and starts it. */
    void startHandler(UUID id, Thread handler) {
        lock.lock();
        try {
            handlers.put(id, handler);
            handler.start();
            if (handingBack) {
                handler.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    void interrupt(UUID id) {
        lock.lock();
        try {
            Thread handler = handlers.get(id);
            if (handler != null) {
                handler.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** An attempt has a result. */
    void resulted(TypeDispatch type, Result result) {
        lock.lock();
        try {
            Verdict verdict =
                    switch (result) {
                        case Result.Succeeded done -> Verdict.WORKS;
                        case Result.HandedBack back -> Verdict.UNKNOWN;
                        case Result.Failed fail ->
                                fail.retryIn() == null ? Verdict.UNKNOWN : Verdict.FAILS;
                    };
            type.resulted(verdict, System.nanoTime());
            succeeded += result instanceof Result.Succeeded ? 1 : 0;
            failed += result instanceof Result.Failed ? 1 : 0;
        } finally {
            lock.unlock();
        }
    }

    void release(TypeDispatch type, UUID id, Thread handler, boolean accepted) {
        lock.lock();
        try {
            handlers.remove(id, handler);
            type.ended();
            free++;
            refused += accepted ? 0 : 1;
            signalled = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isHandingBack() {
        return handingBack;
    }

    /** Waits until nothing runs. */
    boolean awaitNone(Duration atMost) {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (free < size && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return free() == size;
    }

    /** Interrupts what runs, and gives it a moment to stop. */
    void handBackAll() {
        lock.lock();
        try {
            handingBack = true;
            handlers.values().forEach(Thread::interrupt);
        } finally {
            lock.unlock();
        }
        awaitNone(AFTER_INTERRUPT);
    }

    Map<String, CircuitState> circuits(long nowNanos) {
        lock.lock();
        try {
            Map<String, CircuitState> circuits = new TreeMap<>();
            types.forEach((name, type) -> circuits.put(name, type.circuit(nowNanos)));
            return circuits;
        } finally {
            lock.unlock();
        }
    }

    void recovered(int jobs) {
        lock.lock();
        try {
            recovered += jobs;
        } finally {
            lock.unlock();
        }
    }

    Statistics statistics() {
        lock.lock();
        try {
            long opened = types.values().stream().mapToLong(TypeDispatch::opened).sum();
            return new Statistics(started, succeeded, failed, refused, recovered, opened);
        } finally {
            lock.unlock();
        }
    }

    private TypeDispatch type(String name) {
        @Nullable TypeDispatch type = types.get(name);
        return Objects.requireNonNull(type, name);
    }
}

package dev.kanishk.scheduler.redis;

import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.store.Lane;
import dev.kanishk.scheduler.store.Signal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/*
 * The store tells of due jobs too, a few milliseconds later, so nothing depends on what is told
 * here. A message is a line for the process that sends it, and one for each lane: type, tenant and
 * priority, between tabs. The number of a lane is the store's; a lane that was never seen here, or
 * a tenant that shares one, is left to the store to tell of.
 *
 * What comes within the pause after a message goes with the next one, if there is one soon, and
 * otherwise is not told.
 */
/** Tells workers of other processes over Redis that jobs are due. */
final class FrontSignals {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int MAX_LANES = 10_000;
    private static final int MAX_TOLD = 100;

    private final String process;
    private final Consumer<byte[]> publish;
    private final Set<String> untold = ConcurrentHashMap.newKeySet();
    private final AtomicLong mayTellAt = new AtomicLong(System.nanoTime());
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
    private final List<Consumer<Signal>> workers = new CopyOnWriteArrayList<>();

    FrontSignals(String process, Consumer<byte[]> publish) {
        this.process = process;
        this.publish = publish;
    }

    void add(Consumer<Signal> worker) {
        workers.add(worker);
    }

    void remove(Consumer<Signal> worker) {
        workers.remove(worker);
    }

    /** Notes the numbers of lanes. */
    void seen(List<Lane> some) {
        if (lanes.size() + some.size() > MAX_LANES) {
            lanes.clear();
        }
        for (Lane lane : some) {
            lanes.put(name(lane.type(), lane.tenant(), lane.priority()), lane);
        }
    }

    /** Tells that the database has jobs. */
    void stored(Collection<JobRequest> requests) {
        for (JobRequest request : requests) {
            if (request.runAt() == null && request.after().isEmpty() && untold.size() < MAX_TOLD) {
                untold.add(name(request.type(), request.tenant(), request.priority()));
            }
        }
        long at = mayTellAt.get();
        long now = System.nanoTime();
        if (now - at >= 0 && mayTellAt.compareAndSet(at, now + PAUSE_NANOS)) {
            Set<String> told = new HashSet<>(untold);
            untold.removeAll(told);
            if (!told.isEmpty()) {
                String text = process + "\n" + String.join("\n", told);
                publish.accept(text.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** Takes a message. */
    void heard(byte[] message) {
        if (workers.isEmpty()) {
            return;
        }
        String[] lines = new String(message, StandardCharsets.UTF_8).split("\n", -1);
        if (lines[0].equals(process)) {
            return;
        }
        List<Lane> due = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            Lane lane = lanes.get(lines[i]);
            if (lane != null) {
                due.add(lane);
            }
        }
        if (!due.isEmpty()) {
            workers.forEach(worker -> worker.accept(new Signal.Due(due)));
        }
    }

    private static String name(String type, String tenant, int priority) {
        return type + "\t" + tenant + "\t" + priority;
    }
}

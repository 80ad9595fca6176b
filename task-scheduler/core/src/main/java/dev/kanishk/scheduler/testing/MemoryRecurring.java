package dev.kanishk.scheduler.testing;

import dev.kanishk.scheduler.recurring.FixedDelay;
import dev.kanishk.scheduler.recurring.Recurring;
import dev.kanishk.scheduler.recurring.Ticks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The recurring jobs in memory. Confined to the store's lock. */
final class MemoryRecurring {
    /** A recurring job and the last one that it made. */
    private record Tick(Recurring recurring, @Nullable UUID last) {}

    private final Map<String, Tick> ticks = new TreeMap<>();
    private final MemoryJobs jobs;

    MemoryRecurring(MemoryJobs jobs) {
        this.jobs = jobs;
    }

    List<Recurring> list() {
        return ticks.values().stream().map(Tick::recurring).toList();
    }

    @Nullable Duration nextDue(Instant now) {
        Instant next = jobs.later.isEmpty() ? null : jobs.later.first().laterAt;
        for (Tick tick : ticks.values()) {
            MemoryJob last = tick.last() == null ? null : jobs.all.get(tick.last());
            boolean waits =
                    tick.recurring().schedule() instanceof FixedDelay
                            && last != null
                            && !last.state.isOver();
            Instant at = tick.recurring().next();
            next = waits || (next != null && !at.isBefore(next)) ? next : at;
        }
        return next == null ? null : Duration.between(now, next);
    }

    void tick(Instant now, String node) {
        for (Map.Entry<String, Tick> entry : ticks.entrySet()) {
            Recurring one = entry.getValue().recurring();
            UUID lastId = entry.getValue().last();
            if (one.schedule() instanceof FixedDelay && lastId != null) {
                MemoryJob last = jobs.all.get(lastId);
                if (last != null && !last.state.isOver()) {
                    continue;
                }
                Instant next = last == null ? one.next() : one.schedule().after(last.changedAt);
                one = at(one, next);
                lastId = null;
            }
            Ticks due = one.due(now);
            for (Instant tick : due.run()) {
                lastId = jobs.accept(one.jobAt(tick), node).id();
            }
            entry.setValue(new Tick(at(one, due.next()), lastId));
        }
    }

    private static Recurring at(Recurring one, Instant next) {
        return new Recurring(one.name(), one.schedule(), one.missed(), one.job(), next);
    }

    void schedule(Recurring value) {
        Tick known = ticks.get(value.name());
        if (known != null && known.recurring().schedule().equals(value.schedule())) {
            ticks.put(value.name(), new Tick(at(value, known.recurring().next()), known.last()));
        } else {
            ticks.put(value.name(), new Tick(value, null));
        }
    }

    boolean unschedule(String name) {
        return ticks.remove(name) != null;
    }
}

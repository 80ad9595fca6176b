package dev.kanishk.agents.run;

import dev.kanishk.agents.checkpoint.Entry;
import dev.kanishk.agents.checkpoint.Event.Kind;
import dev.kanishk.agents.graph.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/*
 * Time is written with what is written anyway, and only under a budget that limits it. The run of a
 * subgraph writes none: the one that it works for counts its time.
 */
/** The time that this process worked on a run, and that its log does not hold yet. */
final class ActiveTime {
    private final InstantSource clock;
    private final boolean written;
    private Instant counted;

    ActiveTime(InstantSource clock, boolean written) {
        this.clock = clock;
        this.written = written;
        this.counted = clock.instant();
    }

    synchronized Duration uncounted() {
        return Duration.between(counted, clock.instant());
    }

    /** Puts the time before entries of a task that are to be written. */
    synchronized List<Entry> before(List<Entry> entries) {
        long millis = written ? counted.until(clock.instant(), ChronoUnit.MILLIS) : 0;
        if (millis <= 0) {
            return entries;
        }
        counted = counted.plusMillis(millis);
        Entry last = entries.getLast();
        String time = Json.write(Records.active(Duration.ofMillis(millis)), "a time");
        List<Entry> all = new ArrayList<>();
        all.add(new Entry(Kind.USAGE, last.node(), last.step(), last.task(), time));
        all.addAll(entries);
        return all;
    }
}

package dev.kanishk.scheduler.kafka;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** What keeps a bridge from going on, told once. Written by one thread. */
final class Progress {
    private final Logger log;
    private final String what;
    private final LongAdder failures = new LongAdder();
    private volatile @Nullable String problem;

    /**
     * Makes one that has met no failure.
     *
     * @param what goes on or not
     */
    Progress(Logger log, String what) {
        this.log = log;
        this.what = what;
    }

    /** Notes a failure; the first of several in a row is logged. */
    void failed(String failure, Exception e) {
        failures.increment();
        if (problem == null) {
            log.warn("{}; it is tried again until that changes: {}", failure, e.toString());
        } else {
            log.debug("{}", failure, e);
        }
        problem = failure + ": " + e.getMessage();
    }

    /** Notes that it goes on. */
    void recovered() {
        if (problem != null) {
            log.info("{} goes on", what);
            problem = null;
        }
    }

    long failures() {
        return failures.sum();
    }

    @Nullable String problem() {
        return problem;
    }
}

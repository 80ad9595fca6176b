package dev.kanishk.agents.run;

import dev.kanishk.agents.graph.StreamEvent;
import dev.kanishk.agents.graph.StreamEvent.Mode;
import dev.kanishk.agents.graph.StreamEvent.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/*
 * A watcher first listens and then reads the log, so that nothing falls between; whatever of the
 * log it then hears again is left out. One that is too slow does not hold the run up: it is cut
 * off, and is told so, and can watch again from the last position that it saw.
 */
/**
 * Lets any number of watchers follow runs, each from the event that it saw last. Given to runners
 * as their {@linkplain RunOptions#withListener listener}. Safe for use by many threads.
 */
public final class RunFeed implements Consumer<StreamEvent> {
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private final int capacity;

    /**
     * Makes a feed.
     *
     * @param capacity how many events a watcher may be behind before it is cut off, at least 1
     */
    public RunFeed(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity " + capacity + ": use at least 1");
        }
        this.capacity = capacity;
    }

    @Override
    public void accept(StreamEvent event) {
        for (Watcher watcher : watchers) {
            watcher.offer(event);
        }
    }

    /**
     * Watches a run: first what its log holds behind a sequence, then what happens in this process.
     *
     * @param runner reads the log
     * @param run the run, which exists
     * @param after the position of the last event seen; {@link Position#START} for all
     * @param modes which news; of {@code TOKENS}, {@code PROGRESS} and {@code CUSTOM} only those
     *     from now on
     * @return the watcher, to be closed; for one thread
     */
    public Watcher watch(GraphRunner<?> runner, String run, Position after, Set<Mode> modes) {
        Watcher watcher = new Watcher(run, EnumSet.copyOf(modes), after);
        watchers.add(watcher);
        try {
            watcher.begin(runner.past(run, after));
            return watcher;
        } catch (RuntimeException e) {
            watcher.close();
            throw e;
        }
    }

    /** Gives the events of one run, one after the other. */
    public final class Watcher implements AutoCloseable {
        private final String run;
        private final Set<Mode> modes;
        private final BlockingQueue<StreamEvent> queue = new ArrayBlockingQueue<>(capacity);
        private final List<StreamEvent> past = new ArrayList<>();
        private Position read;
        private volatile boolean cutOff;

        private Watcher(String run, Set<Mode> modes, Position after) {
            this.run = run;
            this.modes = modes;
            this.read = after;
        }

        private void begin(List<StreamEvent> events) {
            for (StreamEvent event : events) {
                read = event.position();
                if (modes.contains(event.mode())) {
                    past.add(event);
                }
            }
        }

        private void offer(StreamEvent event) {
            if (event.run().equals(run)
                    && modes.contains(event.mode())
                    && !cutOff
                    && !queue.offer(event)) {
                cutOff = true;
            }
        }

        /**
         * Waits for the next event.
         *
         * @param longest how long
         * @return the event; empty if none came in that time
         * @throws InterruptedException if interrupted
         * @throws IllegalStateException if this watcher was too slow and events were lost: watch
         *     again from the position of the last event seen
         */
        public Optional<StreamEvent> next(Duration longest) throws InterruptedException {
            if (!past.isEmpty()) {
                return Optional.of(past.removeFirst());
            }
            while (true) {
                StreamEvent event = queue.poll(longest.toNanos(), TimeUnit.NANOSECONDS);
                if (event == null) {
                    if (cutOff) {
                        throw new IllegalStateException(
                                "this watcher of run '"
                                        + run
                                        + "' was more than "
                                        + capacity
                                        + " events behind: watch again from the last one seen");
                    }
                    return Optional.empty();
                }
                boolean known =
                        event.position().compareTo(read) <= 0
                                && switch (event.mode()) {
                                    case VALUES, UPDATES, DEBUG -> true;
                                    case TOKENS, PROGRESS, CUSTOM -> false;
                                };
                if (!known) {
                    return Optional.of(event);
                }
            }
        }

        @Override
        public void close() {
            watchers.remove(this);
        }
    }
}

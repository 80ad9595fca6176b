package dev.kanishk.scheduler.server.chaos;

import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.TypeStatus;
import dev.kanishk.scheduler.store.JobStore;
import dev.kanishk.scheduler.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A fleet of workers on a store, fed and broken for a while. What is done to it, and when, follows
 * from the seed; how it meets what the fleet does at that moment does not.
 */
public final class Experiment implements AutoCloseable {
    /** How long the fleet has to end what is left when it is not fed any more. */
    private static final Duration DRAIN_PATIENCE = Duration.ofMinutes(2);

    private static final long LOOK_NANOS = Duration.ofMillis(50).toNanos();

    /**
     * What is done.
     *
     * @param seed what decides
     * @param workers how many processes work: 1 or more
     * @param rate jobs a second
     * @param duration for how long the fleet is fed and broken
     */
    public record Setting(long seed, int workers, double rate, Duration duration) {}

    /** Ends all connections to a database but its own. */
    @FunctionalInterface
    public interface Disconnect {
        /**
         * Does it.
         *
         * @throws IOException if it cannot
         */
        void run() throws IOException;
    }

    private final Setting setting;
    private final JobStore store;
    private final Path folder;
    private final @Nullable Disconnect disconnect;
    private final Plan plan;
    private final Fleet fleet;

    /**
     * Makes it; nothing is started.
     *
     * @param setting what is done
     * @param store where the jobs are, empty; stays the caller's to close
     * @param folder where the logs of feeder and workers go
     * @param shared whether the store is a server's: only then a worker stands still, since on one
     *     file it would keep all others from writing
     * @param disconnect what ends connections; none if that is not done
     * @param command what starts a worker, that calls {@link ChaosWorker#run}, for a log
     */
    public Experiment(
            Setting setting,
            JobStore store,
            Path folder,
            boolean shared,
            @Nullable Disconnect disconnect,
            Function<Path, ProcessBuilder> command) {
        this.setting = setting;
        this.store = store;
        this.folder = folder;
        this.disconnect = disconnect;
        this.fleet = new Fleet(folder, command);
        List<Fault> kinds = new ArrayList<>(List.of(Fault.KILL, Fault.KILL, Fault.ROLL));
        kinds.add(Fault.POISON);
        if (shared) {
            kinds.add(Fault.STOP);
        }
        if (disconnect != null) {
            kinds.add(Fault.DISCONNECT);
        }
        this.plan = Plan.of(setting.seed, setting.workers, setting.duration, kinds);
    }

    /** {@return what will be done and when, a line each} */
    public List<String> plan() {
        return plan.steps().stream().map(Plan.Step::toString).toList();
    }

    /**
     * Does it, and judges.
     *
     * @param progress is told what is done, a line each
     * @return the verdict
     * @throws IOException if a worker does not start or stop, or a record cannot be kept
     * @throws InterruptedException if the thread is interrupted
     */
    public Verdict run(Consumer<String> progress) throws IOException, InterruptedException {
        fleet.start(setting.workers);
        progress.accept(setting.workers + " workers have joined");
        Feeder feeder =
                new Feeder(store, setting.rate, setting.seed, folder.resolve("acknowledged.txt"));
        feeder.start();
        long begun = System.nanoTime();
        try {
            for (Plan.Step step : plan.steps()) {
                superviseUntil(begun + step.at().toNanos());
                progress.accept(step.toString());
                carryOut(step, feeder);
            }
            superviseUntil(begun + setting.duration.toNanos());
        } finally {
            feeder.end();
        }
        progress.accept("drains");
        drain();
        return new Oracle(store, feeder, fleet).judge();
    }

    private void superviseUntil(long nanos) throws IOException {
        do {
            fleet.supervise();
            LockSupport.parkNanos(Math.min(LOOK_NANOS, Math.max(0, nanos - System.nanoTime())));
        } while (System.nanoTime() - nanos < 0);
    }

    private void carryOut(Plan.Step step, Feeder feeder) throws IOException, InterruptedException {
        switch (step.fault()) {
            case KILL -> fleet.kill(step.worker());
            case ROLL -> fleet.roll();
            case POISON -> feeder.poison();
            case STOP -> fleet.stop(step.worker());
            case CONTINUE -> fleet.goOn(step.worker());
            case DISCONNECT -> {
                if (disconnect != null) {
                    disconnect.run();
                }
            }
        }
    }

    private void drain() throws IOException {
        long until = System.nanoTime() + DRAIN_PATIENCE.toNanos();
        while (System.nanoTime() - until < 0 && !isDrained()) {
            superviseUntil(System.nanoTime() + LOOK_NANOS);
        }
    }

    private boolean isDrained() {
        try {
            for (TypeStatus type : store.types()) {
                long live =
                        type.count(JobState.SCHEDULED)
                                + type.count(JobState.ENQUEUED)
                                + type.count(JobState.RUNNING);
                if (live > 0) {
                    return false;
                }
            }
            return true;
        } catch (StoreException e) {
            return false;
        }
    }

    /** Ends all processes that are left. Safe for use by another thread. */
    @Override
    public void close() {
        fleet.close();
    }
}

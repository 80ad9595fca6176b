package dev.kanishk.scheduler.dispatch;

import dev.kanishk.scheduler.store.JobStore;
import dev.kanishk.scheduler.store.PostgresStore;
import dev.kanishk.scheduler.store.SqliteStore;
import dev.kanishk.scheduler.store.StoreOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that runs jobs until it is killed, and tells in its log what it does. It can be made to
 * hang in the middle of its jobs, so that killing it then is sure to interrupt some.
 *
 * <p>Lines of the log: {@code worker NAME} when it has joined; {@code worker refused N} when the
 * store refused ends; a job's name when one of type {@code work} is done; {@code > NAME TIME} and
 * {@code < NAME} when one of type {@code slow} begins and is done.
 */
final class WorkerProcess {
    private static final long WORK_NANOS = 2_000_000;
    private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();

    private WorkerProcess() {}

    /**
     * Runs jobs of the types {@code work}, {@code slow}, whose payload is how many milliseconds one
     * takes, and {@code poison}.
     *
     * @param arguments the store's file or address, the log's, and how many jobs of type {@code
     *     work} to do before hanging
     */
    public static void main(String[] arguments) throws IOException {
        Path log = Path.of(arguments[1]);
        int limit = Integer.parseInt(arguments[2]);
        AtomicInteger begun = new AtomicInteger();
        TaskScheduler scheduler =
                TaskScheduler.on(open(arguments[0]))
                        .handle(
                                "work",
                                job -> {
                                    if (begun.incrementAndGet() > limit) {
                                        append(log, "worker hangs");
                                        new CountDownLatch(1).await();
                                    }
                                    LockSupport.parkNanos(WORK_NANOS);
                                    append(log, job.id().toString());
                                })
                        .handle("slow", job -> takeTime(job, log))
                        .handle("poison", job -> Runtime.getRuntime().halt(1))
                        .start();
        append(log, "worker " + scheduler.worker());
        long refused = 0;
        while (true) {
            LockSupport.parkNanos(LOOK_NANOS);
            long now = scheduler.statistics().refused();
            if (now != refused) {
                refused = now;
                append(log, "worker refused " + refused);
            }
        }
    }

    private static JobStore open(String location) {
        return location.startsWith("jdbc:")
                ? PostgresStore.open(location, StoreOptions.DEFAULTS)
                : SqliteStore.open(Path.of(location));
    }

    private static void takeTime(JobContext job, Path log)
            throws IOException, InterruptedException {
        append(log, "> " + job.id() + " " + System.currentTimeMillis());
        long ms = Long.parseLong(job.payload());
        if (new CountDownLatch(1).await(ms, TimeUnit.MILLISECONDS)) {
            throw new AssertionError("nobody counts it down");
        }
        append(log, "< " + job.id());
    }

    private static void append(Path log, String line) throws IOException {
        Files.write(log, List.of(line), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    static Process start(String store, Path log, int limit) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WorkerProcess.class.getName(),
                        store,
                        log.toString(),
                        Integer.toString(limit))
                .inheritIO()
                .start();
    }
}

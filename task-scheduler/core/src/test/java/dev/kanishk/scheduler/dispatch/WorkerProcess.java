package dev.kanishk.scheduler.dispatch;

import dev.kanishk.scheduler.store.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that runs jobs until it is killed: one line in its log a job, or its own end. It can be
 * made to hang in the middle of its jobs, so that killing it then is sure to interrupt some.
 */
final class WorkerProcess {
    private static final long WORK_NANOS = 2_000_000;

    private WorkerProcess() {}

    /**
     * Runs jobs of the types {@code work} and {@code poison}.
     *
     * @param arguments the store's file, the log's, and how many jobs to do before hanging
     */
    public static void main(String[] arguments) throws IOException {
        Path log = Path.of(arguments[1]);
        int limit = Integer.parseInt(arguments[2]);
        AtomicInteger begun = new AtomicInteger();
        SqliteStore store = SqliteStore.open(Path.of(arguments[0]));
        TaskScheduler scheduler =
                TaskScheduler.on(store)
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
                        .handle("poison", job -> Runtime.getRuntime().halt(1))
                        .start();
        append(log, "worker " + scheduler.worker());
        LockSupport.park();
    }

    private static void append(Path log, String line) throws IOException {
        Files.write(log, List.of(line), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    static Process start(Path store, Path log, int limit) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WorkerProcess.class.getName(),
                        store.toString(),
                        log.toString(),
                        Integer.toString(limit))
                .inheritIO()
                .start();
    }
}

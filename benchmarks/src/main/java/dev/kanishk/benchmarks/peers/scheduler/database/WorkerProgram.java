package dev.kanishk.benchmarks.peers.scheduler.database;

import dev.kanishk.benchmarks.peers.scheduler.database.SchedulerEngine.Workers;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/**
 * The process of a scheduler of Java that only works: it tells {@link WorkerProcess} on its output
 * when a job begins, and ends with its input.
 */
final class WorkerProgram {
    private WorkerProgram() {}

    /**
     * Works until the input ends.
     *
     * @param arguments the engine's address, the database's port and name, the tuning, and whether
     *     jobs never end
     * @throws IOException if the input breaks, or the engine does not start
     */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        Database database = new Database(Integer.parseInt(arguments[1]), arguments[2]);
        boolean holds = Boolean.parseBoolean(arguments[4]);
        SchedulerEngine.JobHandler handler =
                number -> {
                    long nanos = System.nanoTime();
                    tell(out, WorkerProcess.BEGUN + number + " " + nanos);
                    while (holds) {
                        LockSupport.park();
                    }
                };
        try (Workers _ =
                JvmContender.start(
                        Engines.at(arguments[0]),
                        database,
                        Tuning.valueOf(arguments[3]),
                        handler)) {
            tell(out, WorkerProcess.READY);
            while (System.in.read() >= 0) {
                // Nothing is said to it but by the end.
            }
        }
        System.exit(0);
    }

    private static void tell(PrintStream out, String line) {
        synchronized (out) {
            out.println(line);
            out.flush();
        }
    }
}

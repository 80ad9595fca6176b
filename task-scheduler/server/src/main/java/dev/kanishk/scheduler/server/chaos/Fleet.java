package dev.kanishk.scheduler.server.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** Processes that work, and what is done to them. Used by one thread, but for {@link #close}. */
final class Fleet implements AutoCloseable {
    private static final Duration JOIN_PATIENCE = Duration.ofSeconds(60);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);
    private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();

    /**
     * A worker, running or not.
     *
     * @param process it
     * @param log what it has begun and done
     */
    record Member(Process process, Path log) {}

    /**
     * A worker that was ended.
     *
     * @param log its log
     * @param atMs when, by the machine's clock
     */
    record Ended(Path log, long atMs) {}

    private final Path folder;
    private final Function<Path, ProcessBuilder> command;
    private final List<Member> members = new ArrayList<>();
    private final List<Path> logs = new ArrayList<>();
    private final List<Ended> killed = new ArrayList<>();
    private boolean closed;

    /**
     * Makes an empty one.
     *
     * @param folder where logs go
     * @param command what starts a worker that writes to a log
     */
    Fleet(Path folder, Function<Path, ProcessBuilder> command) {
        this.folder = folder;
        this.command = command;
    }

    /** Starts workers and waits until they have joined. */
    void start(int workers) throws IOException {
        List<Member> started = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            started.add(launch());
        }
        synchronized (this) {
            members.addAll(started);
        }
        for (Member member : started) {
            awaitJoined(member);
        }
    }

    private synchronized Member launch() throws IOException {
        if (closed) {
            throw new IOException("the fleet has ended");
        }
        Path log = folder.resolve("worker-" + logs.size() + ".log");
        Path output = folder.resolve("worker-" + logs.size() + ".out");
        Process process =
                command.apply(log)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        logs.add(log);
        return new Member(process, log);
    }

    private static void awaitJoined(Member member) throws IOException {
        long until = System.nanoTime() + JOIN_PATIENCE.toNanos();
        while (!Files.exists(ChaosWorker.joined(member.log))) {
            if (!member.process.isAlive() || System.nanoTime() > until) {
                member.process.destroyForcibly();
                throw new IOException(
                        "a worker does not start: see its output beside " + member.log);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Starts others for those that have ended by themselves. */
    void supervise() throws IOException {
        for (int i = 0; i < members.size(); i++) {
            if (!members.get(i).process.isAlive()) {
                killed.add(new Ended(members.get(i).log, endedAtMs(members.get(i))));
                replace(i);
            }
        }
    }

    /** About when: it was seen to be gone within one look. */
    private static long endedAtMs(Member member) throws IOException {
        List<WorkerLog.Line> lines = WorkerLog.read(member.log);
        return lines.isEmpty() ? System.currentTimeMillis() : lines.getLast().atMs();
    }

    private void replace(int index) throws IOException {
        Member next = launch();
        synchronized (this) {
            members.set(index, next);
        }
    }

    /** Ends one with SIGKILL and starts another. */
    void kill(int index) throws IOException, InterruptedException {
        Member victim = members.get(index);
        killed.add(new Ended(victim.log, System.currentTimeMillis()));
        victim.process.destroyForcibly().waitFor();
        replace(index);
    }

    void stop(int index) throws IOException, InterruptedException {
        signal(members.get(index), "STOP");
    }

    void goOn(int index) throws IOException, InterruptedException {
        signal(members.get(index), "CONT");
    }

    private static void signal(Member member, String name)
            throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(member.process.pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /**
     * Restarts all, one after the other: tells each to stop, and waits until its place is filled.
     */
    void roll() throws IOException, InterruptedException {
        for (int i = 0; i < members.size(); i++) {
            Member old = members.get(i);
            signal(old, "CONT");
            old.process.destroy();
            if (!old.process.waitFor(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(
                        "a worker did not stop within "
                                + STOP_PATIENCE.toSeconds()
                                + " s: "
                                + old.log);
            }
            replace(i);
            awaitJoined(members.get(i));
        }
    }

    List<Path> logs() {
        return List.copyOf(logs);
    }

    /** Those that were killed, or that a job has ended. */
    List<Ended> killed() {
        return List.copyOf(killed);
    }

    /** Ends all that are left. */
    @Override
    public synchronized void close() {
        closed = true;
        for (Member member : members) {
            member.process.destroyForcibly().onExit().join();
        }
    }
}

package dev.kanishk.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** A {@link WorkerProcess}, as the test that started it sees it: by signals and by its log. */
final class LoggedWorker {
    /** A job that was begun, and when. */
    record Begun(UUID job, long atMs) {}

    private static final String NAME = "worker ";
    private static final String REFUSED = NAME + "refused ";

    private final Process process;
    private final Path log;

    private LoggedWorker(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static LoggedWorker start(String store, Path log) throws IOException {
        return new LoggedWorker(WorkerProcess.start(store, log, Integer.MAX_VALUE), log);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it with SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void signal(String name) throws IOException, InterruptedException {
        Process kill =
                new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .inheritIO()
                        .start();
        assertThat(kill.waitFor()).isZero();
    }

    private List<String> lines() {
        try {
            return Files.exists(log) ? Files.readAllLines(log) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean hasJoined() {
        return !lines().isEmpty();
    }

    /** The name by which the store knows it. */
    String name() {
        return lines().getFirst().substring(NAME.length());
    }

    /** How many of its ends the store refused. */
    long refused() {
        return lines().stream()
                .filter(line -> line.startsWith(REFUSED))
                .mapToLong(line -> Long.parseLong(line.substring(REFUSED.length())))
                .max()
                .orElse(0);
    }

    /** The jobs that its handlers were called for, in their order. */
    List<Begun> begun() {
        return lines().stream()
                .filter(line -> line.startsWith("> "))
                .map(line -> line.split(" ", 3))
                .map(words -> new Begun(UUID.fromString(words[1]), Long.parseLong(words[2])))
                .toList();
    }

    /** The jobs whose handlers returned. */
    Set<UUID> done() {
        return lines().stream()
                .filter(line -> line.startsWith("< "))
                .map(line -> UUID.fromString(line.substring(2)))
                .collect(Collectors.toSet());
    }

    /** The jobs that were begun and whose handlers have not returned. */
    Set<UUID> unfinished() {
        Set<UUID> jobs = begun().stream().map(Begun::job).collect(Collectors.toSet());
        Set<UUID> unfinished = new HashSet<>(jobs);
        unfinished.removeAll(done());
        return unfinished;
    }
}

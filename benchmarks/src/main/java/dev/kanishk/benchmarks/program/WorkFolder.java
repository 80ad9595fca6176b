package dev.kanishk.benchmarks.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The folder one part works in, and the processes it started: both are gone when it is closed, or
 * when this JVM is asked to end.
 */
public final class WorkFolder implements AutoCloseable {
    private static final int DELETE_ATTEMPTS = 5;
    private static final int EXIT_TIMEOUT_SECONDS = 10;

    private final Path path;
    private final Thread atExit = new Thread(this::remove, "remove-work-folder");

    private WorkFolder(Path path) {
        this.path = path;
    }

    /**
     * Creates an empty folder.
     *
     * @param parent the folder in which it is made, created if missing
     * @param system the beginning of its name
     * @throws IOException if it cannot be made
     */
    public static WorkFolder create(Path parent, String system) throws IOException {
        Files.createDirectories(parent);
        Path path = Files.createTempDirectory(parent.toAbsolutePath().normalize(), system + "-");
        WorkFolder folder = new WorkFolder(path);
        Runtime.getRuntime().addShutdownHook(folder.atExit);
        return folder;
    }

    /** Returns the folder, as an absolute path. */
    public Path path() {
        return path;
    }

    @Override
    public void close() {
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException shuttingDown) {
            // The hook is running already and does the same.
        }
    }

    private void remove() {
        endChildren();
        for (int attempt = 1; attempt <= DELETE_ATTEMPTS; attempt++) {
            try {
                delete();
                return;
            } catch (NoSuchFileException goneMeanwhile) {
                // A file vanished while the tree was listed: list it again.
            } catch (IOException e) {
                throw new UncheckedIOException("cannot delete " + path, e);
            }
        }
    }

    private static void endChildren() {
        List<ProcessHandle> children = ProcessHandle.current().descendants().toList();
        children.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle child : children) {
            try {
                child.onExit().get(EXIT_TIMEOUT_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (java.util.concurrent.ExecutionException
                    | java.util.concurrent.TimeoutException e) {
                throw new IllegalStateException(
                        "process " + child.pid() + " does not end when it is killed", e);
            }
        }
    }

    private void delete() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(path)) {
            for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}

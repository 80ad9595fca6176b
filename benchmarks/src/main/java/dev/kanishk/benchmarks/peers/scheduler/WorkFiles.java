package dev.kanishk.benchmarks.peers.scheduler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for databases that is removed with all that is in it. */
final class WorkFiles implements AutoCloseable {
    private final Path folder;

    WorkFiles() throws IOException {
        folder = Files.createTempDirectory("schedulers");
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    @Override
    public void close() throws IOException {
        List<Path> files;
        try (Stream<Path> tree = Files.walk(folder)) {
            files = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}

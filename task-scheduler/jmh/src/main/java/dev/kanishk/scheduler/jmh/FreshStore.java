package dev.kanishk.scheduler.jmh;

import dev.kanishk.scheduler.store.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A store in a folder of its own, gone when it is closed. */
final class FreshStore implements AutoCloseable {
    private final Path folder;
    private final SqliteStore store;

    FreshStore() throws IOException {
        folder = Files.createTempDirectory("jobs");
        store = SqliteStore.open(folder.resolve("jobs.db"));
    }

    SqliteStore store() {
        return store;
    }

    @Override
    public void close() throws IOException {
        store.close();
        List<Path> files;
        try (Stream<Path> tree = Files.walk(folder)) {
            files = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}

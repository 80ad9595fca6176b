package dev.kanishk.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** Replaces a folder's content as a whole, so that nobody sees half a site. */
final class FolderSwap {
    /** Stands in every folder written here; a folder without it is never deleted. */
    static final String MARK = ".site";

    private FolderSwap() {}

    static void replace(Path folder, Map<String, byte[]> files) throws IOException {
        Path target = folder.toAbsolutePath().normalize();
        requireOwn(target);
        Path parent = target.getParent();
        if (parent == null) {
            throw new IOException("--output " + folder + " is the root of the file system");
        }
        Files.createDirectories(parent);
        Path fresh = Files.createTempDirectory(parent, "." + target.getFileName() + "-new-");
        Path old = null;
        try {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Path path = fresh.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
            Files.write(fresh.resolve(MARK), new byte[0]);
            if (Files.exists(target)) {
                old = Files.createTempDirectory(parent, "." + target.getFileName() + "-old-");
                Files.move(target, old.resolve("site"));
            }
            Files.move(fresh, target);
        } finally {
            delete(fresh);
            if (old != null) {
                delete(old);
            }
        }
    }

    private static void requireOwn(Path target) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        if (!Files.isDirectory(target)) {
            throw new IOException("--output " + target + " is a file");
        }
        try (Stream<Path> content = Files.list(target)) {
            if (content.findAny().isPresent() && !Files.exists(target.resolve(MARK))) {
                throw new IOException(
                        "--output "
                                + target
                                + " holds files that are not a site's: name an empty or new one");
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

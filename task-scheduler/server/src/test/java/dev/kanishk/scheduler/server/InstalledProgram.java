package dev.kanishk.scheduler.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs that come with the system and not with the build. */
final class InstalledProgram {
    private InstalledProgram() {}

    /** Finds one; says aloud, where there is none, what is not checked for that reason. */
    static Optional<Path> find(String name, String unchecked) {
        String path = System.getenv("PATH");
        Optional<Path> found =
                Stream.concat(
                                Stream.of((path == null ? "" : path).split(":", -1)),
                                Stream.of("/usr/sbin", "/usr/local/sbin"))
                        .map(folder -> Path.of(folder, name))
                        .filter(Files::isExecutable)
                        .findFirst();
        if (found.isEmpty()) {
            System.out.println("NOT CHECKED: " + unchecked + ", since there is no " + name);
        }
        return found;
    }
}

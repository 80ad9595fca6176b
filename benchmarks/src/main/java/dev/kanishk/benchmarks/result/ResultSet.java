package dev.kanishk.benchmarks.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The folder of one set of results: {@code <output>/<machine>/<date>-<commit>/}.
 *
 * <p>A set is of one machine, JVM, commit and day. Running again on the same ones replaces the
 * files that are made again; anything else in the folder's place is refused and left as it is. A
 * set with one part from a changed checkout stays {@code clean: false} until its folder is deleted.
 */
public final class ResultSet {
    private final Path folder;

    private ResultSet(Path folder) {
        this.folder = folder;
    }

    /**
     * Creates or continues the set that a machine's results belong to.
     *
     * @param output the folder of all results
     * @param machine the machine, JVM and commit that make the results
     * @return the set, with its {@code machine.json} written
     * @throws IOException if the folder holds something else, or cannot be written
     */
    public static ResultSet open(Path output, Machine machine) throws IOException {
        Path folder = output.resolve(machine.name()).resolve(machine.setName());
        Path description = folder.resolve(ResultFiles.MACHINE);
        Machine described = machine;
        if (Files.exists(description)) {
            Machine present = ResultFiles.readMachine(description);
            if (!present.withClean(machine.clean()).equals(machine)) {
                throw new IOException(
                        folder
                                + " holds results of another machine, JVM, flags or commit: delete"
                                + " it, or name another --output");
            }
            described = machine.withClean(present.clean() && machine.clean());
        } else if (hasFiles(folder)) {
            throw new IOException(
                    folder
                            + " holds files but no "
                            + ResultFiles.MACHINE
                            + ": delete it, or name another --output");
        }
        Files.createDirectories(folder);
        ResultFiles.write(description, described);
        return new ResultSet(folder);
    }

    /** Returns the folder. */
    public Path folder() {
        return folder;
    }

    private static boolean hasFiles(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Files.exists(folder);
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isPresent();
        }
    }
}

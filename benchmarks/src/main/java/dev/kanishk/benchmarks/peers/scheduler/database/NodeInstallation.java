package dev.kanishk.benchmarks.peers.scheduler.database;

import dev.kanishk.benchmarks.program.WorkFolder;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A scheduler for Node, fetched by npm into a folder of this user's cache, once.
 *
 * @param node the program
 * @param modules the folder that {@code node_modules} is in
 * @param driver the script that puts it under load
 */
record NodeInstallation(Path node, Path modules, Path driver) {
    private static final int INSTALL_MINUTES_MAX = 3;

    /**
     * What is fetched.
     *
     * @param name what npm calls it
     * @param version the version that is measured
     * @param others what it needs that does not come with it, each with its version
     */
    record Scheduler(String name, String version, List<String> others) {
        static final Scheduler GRAPHILE_WORKER =
                new Scheduler("graphile-worker", "0.17.3", List.of());
        static final Scheduler BULL_MQ = new Scheduler("bullmq", "6.7.0", List.of("ioredis@6.0.0"));

        Scheduler {
            others = List.copyOf(others);
        }

        private String driver() {
            return name + ".mjs";
        }
    }

    /**
     * What came of looking for Node.
     *
     * @param installation what is there; empty where something is missing
     * @param missing what is missing, in words for the result; empty where nothing is
     */
    record Found(Optional<NodeInstallation> installation, String missing) {}

    /**
     * Installs it where that was not done before.
     *
     * @param scheduler what is fetched
     * @param cache the folder for what is fetched
     * @param work a folder for the script
     * @param path where programs are looked for, as the shell's PATH
     * @throws IOException if a file cannot be written
     * @throws InterruptedException if this thread was told to stop
     */
    static Found in(Scheduler scheduler, Path cache, Path work, String path)
            throws IOException, InterruptedException {
        Optional<Path> node = program("node", path);
        Optional<Path> npm = program("npm", path);
        if (node.isEmpty() || npm.isEmpty()) {
            String absent = node.isEmpty() ? "node" : "npm";
            return new Found(Optional.empty(), "there is no " + absent + " on the PATH");
        }
        Path modules = cache.resolve(scheduler.name() + "-" + scheduler.version());
        if (!Files.isDirectory(modules)) {
            String failure = install(scheduler, npm.get(), cache, modules);
            if (!failure.isEmpty()) {
                return new Found(
                        Optional.empty(),
                        "npm could not install " + scheduler.name() + ": " + failure);
            }
        }
        Path driver = work.resolve(scheduler.driver());
        try (InputStream script = NodeInstallation.class.getResourceAsStream(scheduler.driver())) {
            if (script == null) {
                throw new IOException("no resource " + scheduler.driver());
            }
            Files.write(driver, script.readAllBytes());
        }
        return new Found(Optional.of(new NodeInstallation(node.get(), modules, driver)), "");
    }

    /** Returns the folder of this user's cache. */
    static Path userCache() {
        String named = System.getenv("XDG_CACHE_HOME");
        Path parent =
                named == null || named.isEmpty()
                        ? Path.of(System.getProperty("user.home"), ".cache")
                        : Path.of(named);
        return parent.resolve("dev.kanishk.benchmarks");
    }

    /** Returns the command that runs the script. */
    List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.addAll(List.of(node.toString(), driver.toString(), modules.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Installs beside the folder and moves the whole into place; returns what went wrong. */
    private static String install(Scheduler scheduler, Path npm, Path cache, Path modules)
            throws IOException, InterruptedException {
        Files.createDirectories(cache);
        try (WorkFolder partial = WorkFolder.create(cache, "installing")) {
            Path modulesPartial = Files.createDirectory(partial.path().resolve("modules"));
            Path printed = partial.path().resolve("npm.txt");
            Files.writeString(modulesPartial.resolve("package.json"), "{\"private\": true}\n");
            List<String> command = new ArrayList<>(List.of(npm.toString(), "install"));
            command.addAll(List.of("--save-exact", "--ignore-scripts", "--no-audit", "--no-fund"));
            command.add(scheduler.name() + "@" + scheduler.version());
            command.addAll(scheduler.others());
            Process process =
                    new ProcessBuilder(command)
                            .directory(modulesPartial.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(printed.toFile())
                            .start();
            if (!process.waitFor(INSTALL_MINUTES_MAX, TimeUnit.MINUTES)) {
                return "it took more than " + INSTALL_MINUTES_MAX + " minutes";
            }
            if (process.exitValue() != 0) {
                return Files.readString(printed).lines().findFirst().orElse("it said nothing");
            }
            moveInto(modulesPartial, modules);
            return "";
        }
    }

    private static void moveInto(Path partial, Path modules) throws IOException {
        try {
            Files.move(partial, modules);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            // Another program installed the same meanwhile.
            if (!Files.isDirectory(modules)) {
                throw e;
            }
        }
    }

    private static Optional<Path> program(String name, String path) {
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(path)
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}

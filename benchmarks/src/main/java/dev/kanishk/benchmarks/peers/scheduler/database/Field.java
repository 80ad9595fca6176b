package dev.kanishk.benchmarks.peers.scheduler.database;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Those who take part, and their server: started once, in turns for every cell. */
final class Field implements AutoCloseable {
    private final DatabaseServer server;
    private final List<Contender> contenders;
    private final Optional<String> missing;

    private Field(DatabaseServer server, List<Contender> contenders, Optional<String> missing) {
        this.server = server;
        this.contenders = contenders;
        this.missing = missing;
    }

    /**
     * Starts the server, and graphile-worker's Node where it is there.
     *
     * @param work a folder on the disk to measure
     * @param only the names of those who take part; all where there is none
     * @throws IOException if something that is there does not start
     * @throws InterruptedException if this thread was told to stop
     */
    static Field in(Path work, List<String> only) throws IOException, InterruptedException {
        List<Contender> contenders = new ArrayList<>();
        Engines.all().forEach(engine -> contenders.add(new JvmContender(engine)));
        NodeInstallation.Found node =
                NodeInstallation.in(
                        NodeInstallation.userCache(),
                        work,
                        Objects.requireNonNullElse(System.getenv("PATH"), ""));
        DatabaseServer server = DatabaseServer.start(work.resolve("postgresql"));
        Optional<String> missing = Optional.empty();
        if (node.installation().isPresent()) {
            contenders.add(GraphileWorker.start(node.installation().get()));
        } else {
            missing = Optional.of("NOT MEASURED: graphile-worker, since " + node.missing());
        }
        contenders.removeIf(each -> !only.isEmpty() && !only.contains(each.name()));
        return new Field(server, contenders, missing);
    }

    DatabaseServer server() {
        return server;
    }

    List<Contender> contenders() {
        return List.copyOf(contenders);
    }

    /** Returns those that are no floor. */
    List<Contender> schedulers() {
        return contenders.stream().filter(contender -> !contender.isFloor()).toList();
    }

    /** Returns what a reader must be told of one who is not here. */
    Optional<String> missing() {
        return missing;
    }

    /** What is done with a contender whose tables are there, and empty. */
    @FunctionalInterface
    interface Visit {
        void to(Database database) throws IOException, InterruptedException;
    }

    /** Gives a contender a database of its own for one run. */
    void visit(Contender contender, Visit visit) throws IOException, InterruptedException {
        Database database = server.create();
        try {
            contender.migrate(database);
            visit.to(database);
        } finally {
            server.drop(database);
        }
    }

    @Override
    public void close() throws IOException {
        try (server) {
            for (Contender contender : contenders) {
                contender.close();
            }
        }
    }
}

package dev.kanishk.benchmarks.peers.scheduler.database;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Those who take part, and their server: started once, in turns for every cell. */
final class Field implements AutoCloseable {
    private final Path work;
    private final List<String> only;
    private final DatabaseServer server;
    private final List<Contender> contenders;
    private final Optional<String> missing;
    private final NodeInstallation.Found bullMq;

    private Field(
            Path work,
            List<String> only,
            DatabaseServer server,
            List<Contender> contenders,
            Optional<String> missing,
            NodeInstallation.Found bullMq) {
        this.work = work;
        this.only = List.copyOf(only);
        this.server = server;
        this.contenders = contenders;
        this.missing = missing;
        this.bullMq = bullMq;
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
        NodeInstallation.Found node = node(NodeInstallation.Scheduler.GRAPHILE_WORKER, work);
        // Who installs ends every process of this one, so no server runs yet.
        NodeInstallation.Found bullMq = node(NodeInstallation.Scheduler.BULL_MQ, work);
        DatabaseServer server = DatabaseServer.start(work.resolve("postgresql"));
        Optional<String> missing = Optional.empty();
        if (node.installation().isPresent()) {
            contenders.add(NodeContender.graphileWorker(node.installation().get()));
        } else {
            missing = Optional.of("NOT MEASURED: graphile-worker, since " + node.missing());
        }
        contenders.removeIf(each -> !only.isEmpty() && !only.contains(each.name()));
        return new Field(work, only, server, contenders, missing, bullMq);
    }

    private static NodeInstallation.Found node(NodeInstallation.Scheduler scheduler, Path work)
            throws IOException, InterruptedException {
        return NodeInstallation.in(
                scheduler,
                NodeInstallation.userCache(),
                work,
                Objects.requireNonNullElse(System.getenv("PATH"), ""));
    }

    /** Returns what came of looking for BullMQ, which only some parts have. */
    NodeInstallation.Found bullMq() {
        return bullMq;
    }

    /** Returns the folder on the disk to measure. */
    Path work() {
        return work;
    }

    /** Returns whether one of this name takes part, wherever it is measured. */
    boolean takesPart(String name) {
        return only.isEmpty() || only.contains(name);
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

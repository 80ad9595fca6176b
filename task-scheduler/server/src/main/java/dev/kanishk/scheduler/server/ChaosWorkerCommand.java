package dev.kanishk.scheduler.server;

import dev.kanishk.scheduler.server.chaos.ChaosWorker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One worker of a fleet that {@code chaos} starts. */
@Command(
        name = "chaos-worker",
        hidden = true,
        description = "A worker of the fleet that 'chaos' starts; of no use by itself.")
final class ChaosWorkerCommand implements Callable<Integer> {
    @Mixin private StoreLocation location = new StoreLocation();

    @Option(names = "--log", paramLabel = "FILE", required = true, description = "Its log.")
    private Path log = Path.of("");

    @Option(names = "--seed", paramLabel = "N", required = true, description = "What decides.")
    private long seed;

    @Override
    public Integer call() throws IOException {
        ChaosWorker.run(location.open(), log, seed);
        return 0;
    }
}

package dev.kanishk.scheduler.server;

import dev.kanishk.scheduler.redis.RedisFrontOptions;
import dev.kanishk.scheduler.redis.RedisFrontStore;
import dev.kanishk.scheduler.redis.RedisLink;
import dev.kanishk.scheduler.store.JobStore;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The Redis in front of the store, if there is to be one. */
final class FrontLocation implements AutoCloseable {
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);

    /** The same in all processes, whatever their versions. */
    private static final String STREAM = "task-scheduler";

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--redis",
            paramLabel = "URI",
            description =
                    "A Redis, such as redis://HOST:6379, in front of a store that processes share:"
                            + " gathers their jobs and tells them at once that jobs are due. A job"
                            + " is acknowledged when the store has it, and Redis may be lost at any"
                            + " time.")
    private @Nullable String uri;

    private @Nullable RedisLink link;

    /** Refuses what is of no use, before anything is made. */
    void check(StoreLocation location) {
        if (uri == null) {
            return;
        }
        if (location.file().isPresent()) {
            throw wrongUse(
                    "--redis has nothing to gather for a store in a file: name a database with"
                            + " --store, or leave it out");
        }
        link = link(uri);
    }

    /**
     * Opens the store, with Redis in front of it if one is named; closed by the caller, before
     * this. To be checked before.
     */
    JobStore before(StoreLocation location) throws InterruptedException {
        if (link == null) {
            return location.open();
        }
        link.connect(CONNECT_PATIENCE);
        return RedisFrontStore.open(location.open(), link, RedisFrontOptions.of(STREAM));
    }

    @Override
    public void close() {
        if (link != null) {
            link.close();
        }
    }

    private RedisLink link(String address) {
        try {
            return RedisLink.to(address);
        } catch (IllegalArgumentException e) {
            throw wrongUse("--redis is no address of a Redis: " + e.getMessage());
        }
    }

    private RuntimeException wrongUse(String message) {
        return spec == null
                ? new IllegalArgumentException(message)
                : new ParameterException(spec.commandLine(), message);
    }
}

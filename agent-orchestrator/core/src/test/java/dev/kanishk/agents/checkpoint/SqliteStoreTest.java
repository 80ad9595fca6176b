package dev.kanishk.agents.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends SqlStoreContract {
    @TempDir Path folder;

    @Override
    CheckpointStore open(StoreOptions options) {
        return SqliteStore.open(folder.resolve("runs.db"), options);
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("runs.db"));
    }

    @Override
    int execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    List<byte[]> bytes(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<byte[]> all = new ArrayList<>();
            while (rows.next()) {
                all.add(rows.getBytes(1));
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void refusesAFileThatIsNoDatabase() throws IOException {
        Path file = Files.writeString(folder.resolve("text.db"), "no database ".repeat(100));

        assertThatThrownBy(() -> SqliteStore.open(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("cannot open store '" + file + "'");
    }

    @Test
    void refusesAFolderThatIsNot() {
        assertThatThrownBy(() -> SqliteStore.open(folder.resolve("no/runs.db")))
                .hasMessageContaining("there is no folder");
    }

    @Test
    void damagedPageLeavesRunsOnOtherPagesReadable() throws IOException {
        String large = "{\"x\":\"" + "x".repeat(30_000) + "\"}";
        for (String run : List.of("a", "b", "c")) {
            store.append(
                    admit(run),
                    Append.of(new Entry(Event.Kind.NOTE, "n", 1, 0, large)),
                    Flush.SHARED);
        }
        store.close();
        Path file = folder.resolve("runs.db");
        byte[] content = Files.readAllBytes(file);
        int middle = content.length * 5 / 9;
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.seek(middle);
            raw.write(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        }
        store = open(StoreOptions.DEFAULTS);

        int damaged = 0;
        for (String run : List.of("a", "b", "c")) {
            try {
                assertThat(store.events(run)).hasSize(2);
            } catch (CheckpointException e) {
                damaged++;
                assertThat(e).hasMessageContaining("run '" + run + "'");
            }
        }
        assertThat(damaged).isOne();
    }

    @Test
    void storesWithoutPowerSafetyWorkTheSame() {
        try (CheckpointStore quick = open(StoreOptions.DEFAULTS.withPowerSafe(false))) {
            append(admit("r"), 1);
            assertThat(quick.events("r")).hasSize(2);
        }
    }
}

package dev.kanishk.agents.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class PostgresStoreTest extends SqlStoreContract {
    private final DataSource database = TestPostgres.freshDatabase();

    @Override
    CheckpointStore open(StoreOptions options) {
        return PostgresStore.open(database, options);
    }

    @Override
    int execute(String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    List<byte[]> bytes(String sql) {
        try (Connection connection = database.getConnection();
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
    void goesOnAfterItsConnectionsWereCut() {
        append(admit("r"), 1);
        execute(
                "DO $$ BEGIN PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname"
                        + " = current_database() AND pid <> pg_backend_pid(); END $$");

        assertThatThrownBy(() -> store.events("r")).isInstanceOf(CheckpointException.class);
        assertThat(append(store.lease("r"), 2)).isEqualTo(3);
    }
}

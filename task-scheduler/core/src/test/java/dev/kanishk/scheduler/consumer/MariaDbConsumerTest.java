package dev.kanishk.scheduler.consumer;

import dev.kanishk.scheduler.store.TestMariaDb;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.mariadb.jdbc.MariaDbDataSource;

class MariaDbConsumerTest extends ConsumerContract {
    @Override
    DataSource database() throws SQLException {
        return new MariaDbDataSource(TestMariaDb.server().url("mariadb", "consumer"));
    }

    @Override
    void cut(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("KILL CONNECTION_ID()");
        }
    }

    @Override
    String aged() {
        return "UPDATE processed_message SET processed_at = processed_at - INTERVAL 2 HOUR";
    }
}

package dev.kanishk.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MariaDbServerTest {
    private static MariaDbServer server(String version, String... settings) {
        Map<String, String> variables =
                new HashMap<>(Map.of("innodb_flush_log_at_trx_commit", "1", "log_bin", "OFF"));
        for (int i = 0; i < settings.length; i += 2) {
            variables.put(settings[i], settings[i + 1]);
        }
        return new MariaDbServer(version, variables);
    }

    @Test
    void findsTheSettingsByWhichAcceptedJobsCouldBeLost() {
        assertThat(server("11.4.5-MariaDB").losses()).isEmpty();
        assertThat(server("11.4.5-MariaDB", "innodb_flush_log_at_trx_commit", "2").losses())
                .containsOnlyKeys("innodb_flush_log_at_trx_commit");
        assertThat(server("8.4.3", "log_bin", "ON", "sync_binlog", "1").losses()).isEmpty();
        assertThat(server("8.4.3", "log_bin", "ON", "sync_binlog", "0").losses())
                .containsOnlyKeys("sync_binlog");
        assertThat(
                        server(
                                        "11.4.5-MariaDB-log",
                                        "log_bin",
                                        "ON",
                                        "sync_binlog",
                                        "0",
                                        "innodb_flush_log_at_trx_commit",
                                        "3")
                                .losses())
                .isEmpty();
        assertThat(server("11.4.5-MariaDB", "innodb_flush_method", "NOSYNC").losses())
                .containsOnlyKeys("innodb_flush_method");
    }

    @Test
    void refusesServersThatCannotKeepWhatIsPromised() {
        assertThatCode(server("10.6.0-MariaDB")::check).doesNotThrowAnyException();
        assertThatCode(server("8.0.36")::check).doesNotThrowAnyException();
        assertThatCode(server("5.5.5-10.11.6-MariaDB")::check)
                .as("as replication shows it")
                .doesNotThrowAnyException();
        refuses("MariaDB 10.6, MySQL 8.0", server("10.5.9-MariaDB"));
        refuses("MariaDB 10.6, MySQL 8.0", server("5.7.44"));
        refuses("Galera", server("11.4.5-MariaDB", "wsrep_on", "ON"));
        refuses(
                "binlog_format",
                server(
                        "11.4.5-MariaDB",
                        "log_bin",
                        "ON",
                        "sync_binlog",
                        "1",
                        "binlog_format",
                        "STATEMENT"));
        refuses("max_allowed_packet", server("11.4.5-MariaDB", "max_allowed_packet", "1048576"));
        refuses("accepted jobs could be lost", server("8.4.3", "debug_no_sync", "ON"));
    }

    private static void refuses(String why, MariaDbServer server) {
        assertThatThrownBy(server::check)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(why);
    }
}

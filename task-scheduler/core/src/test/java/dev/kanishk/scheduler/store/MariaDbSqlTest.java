package dev.kanishk.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MariaDbSqlTest {
    private static MariaDbSql written(String sql, @Nullable Object... values) {
        return MariaDbSql.of(MariaDbSql.rewrite(sql, "NOW"), values);
    }

    @Test
    void writesListsOutInRoundNumbers() {
        MariaDbSql three = written("SELECT 1 FROM type WHERE name = ANY(?)", List.of(1, 2, 3));
        assertThat(three.text()).isEqualTo("SELECT 1 FROM type WHERE name IN (?,?,?,?)");
        assertThat(three.values()).isEqualTo(List.of(1, 2, 3, 3));
        assertThat(written("SELECT a = ANY(?), b = ?", List.of(7), 8).values())
                .isEqualTo(List.of(7, 8));
        assertThat(written("SELECT NOT (j.key = ANY(?))", List.of()).text())
                .isEqualTo("SELECT NOT (FALSE)");
    }

    @Test
    void writesLongListsOutInParts() {
        MariaDbSql many = written("SELECT a = ANY(?)", Collections.nCopies(1_100, 1));
        assertThat(many.text()).startsWith("SELECT (a IN (?").contains(") OR a IN (?");
        assertThat(many.values()).hasSize(512 + 512 + 128);
        assertThat(many.text().chars().filter(c -> c == '?')).hasSize(many.values().size());
    }

    @Test
    void readsAndChangesJobsByTheirKeyWhateverTheOptimizerThinks() {
        List<String> id = List.of("x");
        assertThat(written("SELECT id FROM job WHERE id = ANY(?)", id).text())
                .isEqualTo("SELECT id FROM job FORCE INDEX (PRIMARY) WHERE id IN (?)");
        assertThat(written("DELETE FROM job WHERE id = ANY(?)", id).text())
                .isEqualTo("DELETE job FROM job FORCE INDEX (PRIMARY) WHERE id IN (?)");
        assertThat(written("UPDATE job SET a = 1 WHERE id = ANY(?)", id).text())
                .isEqualTo("UPDATE job FORCE INDEX (PRIMARY) SET a = 1 WHERE id IN (?)");
    }

    @Test
    void saysWhatTheOthersSayInItsOwnWords() {
        assertThat(written("SELECT now_ms(), string_agg(CAST(a AS text), ',')").text())
                .isEqualTo("SELECT NOW, GROUP_CONCAT(CAST(a AS char) SEPARATOR ',')");
        MariaDbSql pairs =
                written("SELECT c.lane FROM PAIRS(?, ?) AS c", List.of(1, 2), List.of(8L, 9L));
        assertThat(pairs.values()).isEqualTo(List.of("[[1,8],[2,9]]"));
    }
}

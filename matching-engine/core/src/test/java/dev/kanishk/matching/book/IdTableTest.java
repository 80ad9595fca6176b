package dev.kanishk.matching.book;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class IdTableTest {
    /** Ids that follow one another, ids anywhere, and the ends of the range. */
    @Provide
    Arbitrary<List<Long>> ids() {
        return Arbitraries.oneOf(
                        Arbitraries.longs().between(-40, 40),
                        Arbitraries.longs(),
                        Arbitraries.of(Long.MIN_VALUE, Long.MAX_VALUE, 0L, -1L))
                .list()
                .ofMaxSize(600);
    }

    @Property
    void isAMap(@ForAll("ids") List<Long> ids) {
        IdTable table = new IdTable(1 << 20);
        Map<Long, Integer> model = new HashMap<>();
        long hash = 0;
        for (int i = 0; i < ids.size(); i++) {
            long id = ids.get(i);
            assertThat(table.get(id)).isEqualTo(model.getOrDefault(id, IdTable.UNUSED));
            int slot = i % 3 == 0 ? IdTable.ENDED : i;
            hash += model.put(id, slot) == null ? StateHash.mix(id) : 0;
            table.put(id, slot);
        }
        model.forEach((id, slot) -> assertThat(table.get(id)).isEqualTo(slot));
        assertThat(table.hash()).isEqualTo(hash);
    }

    @Test
    void isFullAtItsLimit() {
        IdTable table = new IdTable(100);
        for (int id = 0; id < 100; id++) {
            assertThat(table.isFull()).isFalse();
            table.put(id * 1_000_003L, IdTable.ENDED);
        }
        assertThat(table.isFull()).isTrue();
    }
}

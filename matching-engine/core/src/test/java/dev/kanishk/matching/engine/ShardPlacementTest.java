package dev.kanishk.matching.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.matching.instrument.Instrument;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShardPlacementTest {
    private final ShardPlacement placement = new ShardPlacement(4, 1_000);

    private static Instrument pair(int id, int base, int quote) {
        return Instrument.builder(id, "P" + id).balances(base, quote).build();
    }

    @Test
    void spreadsInstrumentsByTheHashOfTheirSymbols() {
        Set<Integer> used = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            int shard = placement.place(Instrument.of(i, "S" + i), ShardPlacement.NONE);
            assertThat(shard)
                    .isEqualTo(
                            new ShardPlacement(4, 1_000)
                                    .place(Instrument.of(i + 500, "S" + i), ShardPlacement.NONE))
                    .isEqualTo(placement.shardOf(i));
            used.add(shard);
        }
        assertThat(used).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @Test
    void putsAnInstrumentWhereItIsWanted() {
        assertThat(placement.place(Instrument.of(1 << 23, "A"), 3)).isEqualTo(3);
        assertThat(placement.shardOf(1 << 23)).isEqualTo(3);
        assertThat(placement.shardOf((1 << 23) + 1)).isEqualTo(ShardPlacement.NONE);
        assertThat(placement.shardOf(-5)).isEqualTo(ShardPlacement.NONE);
        assertThat(placement.shardOf(Integer.MAX_VALUE)).isEqualTo(ShardPlacement.NONE);
        assertThatThrownBy(() -> placement.place(Instrument.of(2, "B"), 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("shard 4")
                .hasMessageContaining("0 to 3");
    }

    @Test
    void sendsWhatIsTakenToWhereItIs() {
        placement.place(Instrument.of(1, "A"), 3);
        assertThat(placement.place(Instrument.of(1, "OTHER"), 2)).isEqualTo(3);
        assertThat(placement.place(Instrument.of(9, "A"), 2)).isEqualTo(3);
        assertThat(placement.shardOf(9)).isEqualTo(ShardPlacement.NONE);
    }

    @Test
    void keepsInstrumentsThatShareAnAssetTogether() {
        assertThat(placement.place(pair(1, 10, 20), ShardPlacement.NONE)).isZero();
        assertThat(placement.place(pair(2, 30, 40), 2)).isEqualTo(2);
        assertThat(placement.place(pair(3, 50, 40), ShardPlacement.NONE)).isEqualTo(2);
        assertThat(placement.shardOfAsset(50)).isEqualTo(2);
        assertThat(placement.shardOfAsset(99)).isEqualTo(ShardPlacement.NONE);
        assertThatThrownBy(() -> placement.place(pair(4, 10, 40), ShardPlacement.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("asset 40, which is in shard 2");
        assertThatThrownBy(() -> placement.place(pair(5, 10, 60), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("asset 10, which is in shard 0");
        assertThat(placement.shardOfAsset(60)).isEqualTo(ShardPlacement.NONE);
    }

    @Test
    void isBounded() {
        ShardPlacement small = new ShardPlacement(1, 2);
        small.place(Instrument.of(1, "A"), ShardPlacement.NONE);
        small.place(Instrument.of(2, "B"), ShardPlacement.NONE);
        assertThatThrownBy(() -> small.place(Instrument.of(3, "C"), ShardPlacement.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one more than 2");
    }
}

package dev.kanishk.collections.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.collections.memory.MemoryResource;
import dev.kanishk.collections.memory.NativeAccess;
import dev.kanishk.collections.memory.TrackingResource;
import dev.kanishk.collections.vector.$Kind$Vector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class $Kind$ArrowExchangeTest {
    @Test
    void returnsTheSameElementsAtTheSameAddressOrSaysWhatIsMissing() {
        try (TrackingResource tracked = new TrackingResource(MemoryResource.system());
                $Kind$Vector vector = new $Kind$Vector(tracked);
                Arena arena = Arena.ofConfined()) {
            MemorySegment array = arena.allocate(80);
            MemorySegment schema = arena.allocate(72);
            for (int i = 0; i < 100; i++) {
                vector.pushBack($fromInt$i);
            }
            if (!NativeAccess.isEnabled()) {
                assertThatThrownBy(() -> $Kind$ArrowExchange.exportTo(vector, array, schema))
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContaining("--enable-native-access");
                assertThat(vector.size()).isEqualTo(100);
                return;
            }

            $Kind$ArrowExchange.exportTo(vector, array, schema);
            assertThat(vector.isEmpty()).isTrue();
            try ($Kind$Vector imported = $Kind$ArrowExchange.importFrom(array, schema)) {
                assertThat(tracked.outstandingBlocks()).isEqualTo(1);
                for (int i = 0; i < 100; i++) {
                    assertThat(imported.at(i)).isEqualTo($fromInt$i);
                }
                imported.pushBack($fromInt$100);
                assertThat(tracked.outstandingBlocks()).isZero();
                assertThat(imported.at(100)).isEqualTo($fromInt$100);
                assertThat(imported.at(99)).isEqualTo($fromInt$99);
            }
        }
    }

    @Test
    void adoptsWhatWasDetached() {
        try ($Kind$Vector vector = $Kind$Vector.of($fromInt$1, $fromInt$2);
                $Kind$Vector adopted =
                        $Kind$Vector.adopt(vector.resource(), vector.detach(), 2)) {
            vector.pushBack($fromInt$7);
            adopted.pushBack($fromInt$3);

            assertThat(adopted.size()).isEqualTo(3);
            assertThat(adopted.at(1)).isEqualTo($fromInt$2);
            assertThat(vector.size()).isEqualTo(1);
            assertThatThrownBy(
                            () ->
                                    $Kind$Vector.adopt(
                                            vector.resource(), MemorySegment.NULL, 1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}

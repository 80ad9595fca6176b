package dev.kanishk.collections.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class LimitedResourceTest {
    private final FailingResource failing = new FailingResource(MemoryResource.system());
    private final LimitedResource resource = new LimitedResource(failing, 100);

    @Test
    void refusesMoreThanItsLimitAndNamesIt() {
        MemorySegment block = resource.allocate(60, 1);

        assertThatThrownBy(() -> resource.allocate(41, 1))
                .isInstanceOf(AllocationFailedException.class)
                .hasMessage("41 bytes asked for, 60 of 100 in use");
        assertThatThrownBy(() -> resource.reallocate(block, 101, 1))
                .hasMessage("101 bytes asked for, 60 of 100 in use");
        resource.free(block);
        assertThat(resource.usedBytes()).isZero();
    }

    @Test
    void countsGrowthAndShrinkage() {
        MemorySegment block = resource.reallocate(resource.allocate(60, 1), 100, 1);
        assertThat(resource.usedBytes()).isEqualTo(100);

        MemorySegment shrunk = resource.reallocate(block, 10, 1);
        assertThat(resource.usedBytes()).isEqualTo(10);
        resource.free(shrunk);
    }

    @Test
    void countsNothingThatUpstreamRefused() {
        failing.failAfter(1);
        MemorySegment block = resource.allocate(50, 1);

        assertThatThrownBy(() -> resource.allocate(8, 1)).hasMessageContaining("made to fail");
        assertThatThrownBy(() -> resource.reallocate(block, 90, 1))
                .hasMessageContaining("made to fail");
        assertThatThrownBy(() -> resource.reallocate(block, 9, 1))
                .hasMessageContaining("made to fail");
        assertThat(resource.tryResize(block, 90)).isNull();
        assertThat(resource.tryResize(block, 9)).isNull();

        assertThat(resource.usedBytes()).isEqualTo(50);
        resource.free(block);
    }
}

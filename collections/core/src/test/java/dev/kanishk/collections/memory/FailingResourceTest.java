package dev.kanishk.collections.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailingResourceTest {
    @Test
    void failsFromTheNthOnAndRecovers() {
        try (TrackingResource tracked = new TrackingResource(MemoryResource.system())) {
            FailingResource resource = new FailingResource(tracked);
            resource.failAfter(1);
            MemorySegment block = resource.allocate(8, 1);
            assertThatThrownBy(() -> resource.reallocate(block, 16, 1))
                    .isInstanceOf(AllocationFailedException.class);
            assertThatThrownBy(() -> resource.allocate(16, 1))
                    .isInstanceOf(AllocationFailedException.class);

            resource.failNoMore();
            resource.free(resource.reallocate(block, 16, 1));
        }
    }

    @Test
    void failsTheNthAlone() {
        FailingResource resource = new FailingResource(MemoryResource.system());
        resource.failOnceAfter(2);

        assertThat(failures(resource, 5)).containsExactly(false, false, true, false, false);
        assertThat(resource.failures()).isEqualTo(1);
        assertThat(resource.requests()).isEqualTo(5);
    }

    @Test
    void neverFailsAfterMoreThanCanBeCounted() {
        FailingResource resource = new FailingResource(MemoryResource.system());
        failures(resource, 1);
        resource.failAfter(Long.MAX_VALUE);
        assertThat(failures(resource, 3)).containsOnly(false);
        resource.failOnceAfter(Long.MAX_VALUE);
        assertThat(failures(resource, 3)).containsOnly(false);
    }

    @Test
    void failsBySeedTheSameWayEachTime() {
        FailingResource first = new FailingResource(MemoryResource.system());
        FailingResource second = new FailingResource(MemoryResource.system());
        first.failRandomly(42, 0.5);
        second.failRandomly(42, 0.5);

        List<Boolean> failures = failures(first, 100);
        assertThat(failures).isEqualTo(failures(second, 100)).contains(true, false);
    }

    private static List<Boolean> failures(FailingResource resource, int requests) {
        List<Boolean> failures = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            try {
                resource.free(resource.allocate(8, 1));
                failures.add(false);
            } catch (AllocationFailedException e) {
                failures.add(true);
            }
        }
        return failures;
    }
}

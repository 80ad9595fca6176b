package dev.kanishk.collections.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.collections.memory.AllocationFailedException;
import dev.kanishk.collections.memory.FailingResource;
import dev.kanishk.collections.memory.MemoryResource;
import dev.kanishk.collections.memory.TrackingResource;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Holds the vector against a list of boxed elements, operation by operation. */
class $Kind$VectorModelTest {
    private static final int STEPS = 120;

    @Property(tries = 30)
    void behavesLikeAListAndReturnsAllMemory(@ForAll long seed) {
        RandomGenerator random = generator(seed);
        try (TrackingResource resource = new TrackingResource(MemoryResource.system());
                $Kind$Vector vector = new $Kind$Vector(resource)) {
            List<$Box$> model = new ArrayList<>();
            for (int step = 0; step < STEPS; step++) {
                $Kind$Model.apply(
                        random.nextInt($Kind$Model.OPERATIONS), random, vector, model);
                assertThat(vector.asList()).isEqualTo(model);
                assertThat(vector.hashCode()).isEqualTo(model.hashCode());
            }
        }
    }

    @Property(tries = 30)
    void staysAsItWasWheneverAnAllocationFails(
            @ForAll long seed, @ForAll @IntRange(max = 12) int successes) {
        RandomGenerator random = generator(seed);
        TrackingResource tracked = new TrackingResource(MemoryResource.system());
        FailingResource resource = new FailingResource(tracked);
        try (tracked;
                $Kind$Vector vector = new $Kind$Vector(resource)) {
            List<$Box$> model = new ArrayList<>();
            resource.failAfter(successes);
            for (int step = 0; step < STEPS; step++) {
                List<$Box$> before = new ArrayList<>(model);
                long capacity = vector.capacity();
                int blocks = tracked.outstandingBlocks();
                try {
                    $Kind$Model.apply(
                            random.nextInt($Kind$Model.OPERATIONS), random, vector, model);
                } catch (AllocationFailedException e) {
                    assertThat(vector.capacity()).isEqualTo(capacity);
                    assertThat(tracked.outstandingBlocks()).isEqualTo(blocks);
                    model = before;
                }
                assertThat(vector.asList()).isEqualTo(model);
            }
        }
    }

    private static RandomGenerator generator(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }
}

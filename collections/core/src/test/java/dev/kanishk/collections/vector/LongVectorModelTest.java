package dev.kanishk.collections.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.collections.memory.AllocationFailedException;
import dev.kanishk.collections.memory.MemoryResource;
import dev.kanishk.collections.memory.TrackingResource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Holds the vector against a list of boxed numbers, operation by operation. */
class LongVectorModelTest {
    private static final int OPERATIONS = 16;

    @Property(tries = 300)
    void behavesLikeAListAndReturnsAllMemory(@ForAll long seed) {
        RandomGenerator random = generator(seed);
        TrackingResource resource = new TrackingResource(MemoryResource.system(), Long.MAX_VALUE);
        try (LongVector vector = new LongVector(resource)) {
            List<Long> model = new ArrayList<>();
            for (int step = 0; step < 200; step++) {
                apply(random.nextInt(OPERATIONS), random.nextLong(), vector, model);
                assertThat(vector.toArray())
                        .isEqualTo(model.stream().mapToLong(Long::longValue).toArray());
                assertThat(vector.hashCode()).isEqualTo(model.hashCode());
            }
        }
        assertThat(resource.outstandingBlocks()).isZero();
    }

    @Property(tries = 300)
    void staysAsItWasWheneverAnAllocationFails(
            @ForAll long seed, @ForAll @IntRange(max = 12) int successes) {
        RandomGenerator random = generator(seed);
        TrackingResource resource = new TrackingResource(MemoryResource.system(), Long.MAX_VALUE);
        try (LongVector vector = new LongVector(resource)) {
            List<Long> model = new ArrayList<>();
            resource.failAfter(successes);
            for (int step = 0; step < 200; step++) {
                int operation = random.nextInt(OPERATIONS);
                long value = random.nextLong();
                List<Long> before = new ArrayList<>(model);
                long capacity = vector.capacity();
                try {
                    apply(operation, value, vector, model);
                } catch (AllocationFailedException e) {
                    assertThat(vector.capacity()).isEqualTo(capacity);
                    model = before;
                }
                assertThat(vector.toArray())
                        .isEqualTo(model.stream().mapToLong(Long::longValue).toArray());
            }
        }
        assertThat(resource.outstandingBlocks()).isZero();
    }

    private static RandomGenerator generator(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** Applies one operation to both, the vector first, so that a failure leaves the model. */
    private static void apply(int operation, long value, LongVector vector, List<Long> model) {
        int size = model.size();
        int index = (int) Math.floorMod(value, size + 1L);
        switch (operation) {
            case 0, 1, 2, 3 -> {
                vector.push(value);
                model.add(value);
            }
            case 4 -> {
                vector.insert(index, value);
                model.add(index, value);
            }
            case 5 -> {
                long[] some = {value, -value, 3, 4, 5};
                vector.insert(index, some, 1, 4);
                model.addAll(index, List.of(-value, 3L, 4L));
            }
            case 6 -> {
                vector.erase(index, size);
                model.subList(index, size).clear();
            }
            case 7 -> {
                if (index < size) {
                    vector.erase(index);
                    model.remove(index);
                }
            }
            case 8 -> {
                int newSize = (int) Math.floorMod(value, 40L);
                vector.resize(newSize, value);
                while (model.size() > newSize) {
                    model.removeLast();
                }
                while (model.size() < newSize) {
                    model.add(value);
                }
            }
            default -> applyWhole(operation, value, vector, model);
        }
    }

    private static void applyWhole(int operation, long value, LongVector vector, List<Long> model) {
        switch (operation) {
            case 9 -> {
                vector.sort();
                Collections.sort(model);
            }
            case 10 -> vector.shrinkToFit();
            case 11 -> vector.reserve(Math.floorMod(value, 100L));
            case 12 -> {
                vector.append(vector);
                model.addAll(new ArrayList<>(model));
                vector.resize(Math.min(vector.size(), 64), 0);
                while (model.size() > 64) {
                    model.removeLast();
                }
            }
            case 13 -> {
                try (LongVector copy = vector.copy()) {
                    assertThat(copy).isEqualTo(vector);
                    assertThat(copy.capacity()).isGreaterThanOrEqualTo(copy.size());
                }
            }
            case 14 -> {
                assertThat(vector.indexOf(value)).isEqualTo(model.indexOf(value));
                assertThat(vector.sum()).isEqualTo(model.stream().mapToLong(Long::longValue).sum());
            }
            default -> {
                if (!model.isEmpty()) {
                    assertThat(vector.pop()).isEqualTo(model.removeLast());
                    assertThat(vector.stream().count()).isEqualTo(model.size());
                }
            }
        }
    }
}

package dev.kanishk.collections.struct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.collections.memory.AllocationFailedException;
import dev.kanishk.collections.memory.FailingResource;
import dev.kanishk.collections.memory.MemoryResource;
import dev.kanishk.collections.memory.RandomRun;
import dev.kanishk.collections.memory.TrackingResource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Holds both forms against a list of records, operation by operation. */
class StructModelTest {
    record Point(byte x, boolean known) {}

    record Tick(long time, double price, int quantity, Point at, char side, short venue, float f) {}

    private static final StructSchema<Tick> TICK = StructSchema.of(Tick.class);
    private static final StructField.OfLong TIME = TICK.longField("time");
    private static final StructField.OfInt QUANTITY = TICK.intField("quantity");
    private static final StructField.OfByte X = TICK.byteField("at.x");
    private static final int OPERATIONS = 20;

    @Property(tries = 150)
    void aVectorBehavesLikeAListAndReturnsAllMemory(@ForAll long seed) {
        behavesLikeAList(seed, resource -> new StructVector<>(TICK, resource));
    }

    @Property(tries = 150)
    void columnsBehaveLikeAListAndReturnAllMemory(@ForAll long seed) {
        behavesLikeAList(seed, resource -> new ColumnVector<>(TICK, resource));
    }

    @Property(tries = 150)
    void aVectorStaysAsItWasWheneverAnAllocationFails(
            @ForAll long seed, @ForAll @IntRange(max = 14) int successes) {
        staysAsItWas(seed, successes, resource -> new StructVector<>(TICK, resource));
    }

    @Property(tries = 300)
    void columnsStayAsTheyWereWheneverAnAllocationFails(
            @ForAll long seed, @ForAll @IntRange(max = 60) int successes) {
        staysAsItWas(seed, successes, resource -> new ColumnVector<>(TICK, resource));
    }

    private static void behavesLikeAList(
            long seed, Function<MemoryResource, StructSequence<Tick>> maker) {
        RandomGenerator random = generator(seed);
        TrackingResource resource = new TrackingResource(MemoryResource.system());
        try (StructSequence<Tick> vector = maker.apply(resource)) {
            List<Tick> model = new ArrayList<>();
            for (int step = 0; step < 150; step++) {
                apply(random.nextInt(OPERATIONS), random, vector, model);
                assertThat(vector.stream().toList()).isEqualTo(model);
                assertThat(vector.capacity()).isGreaterThanOrEqualTo(vector.size());
            }
        }
        assertThat(resource.outstandingBlocks()).isZero();
    }

    private static void staysAsItWas(
            long seed, int successes, Function<MemoryResource, StructSequence<Tick>> maker) {
        RandomGenerator random = generator(seed);
        TrackingResource tracking = new TrackingResource(MemoryResource.system());
        FailingResource resource = new FailingResource(tracking);
        try (StructSequence<Tick> vector = maker.apply(resource)) {
            List<Tick> model = new ArrayList<>();
            resource.failAfter(successes);
            for (int step = 0; step < 100; step++) {
                List<Tick> before = new ArrayList<>(model);
                try {
                    apply(random.nextInt(OPERATIONS), random, vector, model);
                } catch (AllocationFailedException e) {
                    model = before;
                }
                assertThat(vector.stream().toList()).isEqualTo(model);
            }
        }
        assertThat(tracking.outstandingBlocks()).isZero();
    }

    private static RandomGenerator generator(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    private static Tick tick(RandomGenerator random) {
        return new Tick(
                random.nextLong(20),
                random.nextGaussian(),
                random.nextInt(-5, 5),
                new Point((byte) random.nextInt(), random.nextBoolean()),
                (char) random.nextInt(),
                (short) random.nextInt(),
                random.nextFloat());
    }

    /** Applies one operation to both, the vector first, so that a failure leaves the model. */
    private static void apply(
            int operation, RandomGenerator random, StructSequence<Tick> vector, List<Tick> model) {
        int size = model.size();
        int index = random.nextInt(size + 1);
        Tick tick = tick(random);
        switch (operation) {
            case 0, 1, 2 -> {
                vector.pushBack(tick);
                model.add(tick);
            }
            case 3 -> {
                StructCursor slot = vector.emplaceBack();
                slot.setLong(TIME, tick.time()).setInt(QUANTITY, 7).setByte(X, (byte) -3);
                model.add(zeroed(tick.time(), 7, (byte) -3));
            }
            case 4 -> {
                vector.insert(index, tick);
                model.add(index, tick);
            }
            case 5 -> {
                vector.emplace(index).setLong(TIME, 9);
                model.add(index, zeroed(9, 0, (byte) 0));
            }
            case 6 -> {
                vector.insert(index, 3, tick);
                model.addAll(index, Collections.nCopies(3, tick));
            }
            case 7 -> {
                int to = random.nextInt(index, size + 1);
                if (to - index < 20) {
                    int place = random.nextInt(size + 1);
                    vector.insert(place, vector, index, to);
                    model.addAll(place, List.copyOf(model.subList(index, to)));
                }
            }
            case 8 -> {
                vector.erase(index, size);
                model.subList(index, size).clear();
            }
            case 9 -> {
                int newSize = random.nextInt(30);
                vector.resize(newSize, tick);
                resize(model, newSize, tick);
            }
            case 10 -> {
                int newSize = random.nextInt(30);
                vector.resize(newSize);
                resize(model, newSize, zeroed(0, 0, (byte) 0));
            }
            default -> applyWhole(operation, random, vector, model, tick);
        }
    }

    private static void applyWhole(
            int operation,
            RandomGenerator random,
            StructSequence<Tick> vector,
            List<Tick> model,
            Tick tick) {
        int size = model.size();
        switch (operation) {
            case 11 -> {
                vector.sortBy(TIME);
                model.sort(Comparator.comparingLong(Tick::time));
                long low = tick.time();
                assertThat(vector.lowerBound(TIME, low))
                        .isEqualTo(model.stream().filter(t -> t.time() < low).count());
                assertThat(vector.upperBound(TIME, low))
                        .isEqualTo(model.stream().filter(t -> t.time() <= low).count());
            }
            case 12 -> {
                vector.sort((a, b) ->
                        Integer.compare(vector.getInt(b, QUANTITY), vector.getInt(a, QUANTITY)));
                model.sort(Comparator.comparingInt(Tick::quantity).reversed());
            }
            case 13 -> {
                long removed = vector.removeIf(i -> vector.getLong(i, TIME) % 3 == 0);
                assertThat(removed)
                        .isEqualTo(model.stream().filter(StructModelTest::third).count());
                model.removeIf(StructModelTest::third);
            }
            case 14 -> vector.shrinkToFit();
            case 15 -> vector.reserve(random.nextInt(64));
            case 16 -> {
                vector.assign(5, tick);
                model.clear();
                model.addAll(Collections.nCopies(5, tick));
            }
            default -> {
                if (size > 0) {
                    removeOne(operation, random.nextInt(size), vector, model, tick);
                }
            }
        }
    }

    private static void removeOne(
            int operation, int index, StructSequence<Tick> vector, List<Tick> model, Tick tick) {
        switch (operation) {
            case 17 -> {
                vector.swapRemove(index);
                Tick last = model.removeLast();
                if (index < model.size()) {
                    model.set(index, last);
                }
            }
            case 18 -> {
                vector.set(index, tick);
                model.set(index, tick);
                vector.erase(0);
                model.removeFirst();
            }
            default -> {
                assertThat(vector.back()).isEqualTo(model.getLast());
                assertThat(vector.front()).isEqualTo(model.getFirst());
                StructSlice<Tick> slice = vector.slice(index, model.size());
                slice.sortBy(QUANTITY);
                model.subList(index, model.size()).sort(Comparator.comparingInt(Tick::quantity));
                assertThat(slice.stream().toList()).isEqualTo(model.subList(index, model.size()));
                vector.popBack();
                model.removeLast();
            }
        }
    }

    private static boolean third(Tick tick) {
        return tick.time() % 3 == 0;
    }

    private static Tick zeroed(long time, int quantity, byte x) {
        return new Tick(time, 0, quantity, new Point(x, false), '\0', (short) 0, 0);
    }

    private static void resize(List<Tick> model, int newSize, Tick tick) {
        while (model.size() > newSize) {
            model.removeLast();
        }
        while (model.size() < newSize) {
            model.add(tick);
        }
    }

    @Test
    void returnsAllMemoryAfterALongRandomRunOnAnyResource() {
        longRandomRun("StructVector", resource -> new StructVector<>(TICK, resource));
        longRandomRun("ColumnVector", resource -> new ColumnVector<>(TICK, resource));
    }

    private static void longRandomRun(
            String name, Function<MemoryResource, StructSequence<Tick>> maker) {
        RandomRun.of(
                name,
                (resource, random, steps) -> {
                    try (StructSequence<Tick> vector = maker.apply(resource)) {
                        List<Tick> model = new ArrayList<>();
                        for (int step = 0; step < steps; step++) {
                            apply(random.nextInt(OPERATIONS), random, vector, model);
                            assertThat(vector.stream().toList()).isEqualTo(model);
                        }
                    }
                });
    }
}

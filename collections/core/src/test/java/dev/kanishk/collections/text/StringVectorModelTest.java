package dev.kanishk.collections.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.collections.memory.AllocationFailedException;
import dev.kanishk.collections.memory.FailingResource;
import dev.kanishk.collections.memory.MemoryResource;
import dev.kanishk.collections.memory.RandomRun;
import dev.kanishk.collections.memory.TrackingResource;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Holds the vector against a list of strings, operation by operation. */
class StringVectorModelTest {
    private static final Comparator<String> BY_BYTES =
            (a, b) ->
                    Arrays.compareUnsigned(
                            a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    private static final int OPERATIONS = 22;

    @Property(tries = 300)
    void behavesLikeAListAndReturnsAllMemory(@ForAll long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        TrackingResource resource = new TrackingResource(MemoryResource.system());
        try (StringVector vector = new StringVector(resource)) {
            List<String> model = new ArrayList<>();
            for (int step = 0; step < 150; step++) {
                apply(random.nextInt(OPERATIONS), random, vector, model);
                assertThat(vector).containsExactlyElementsOf(model);
                assertThat(vector.hashCode()).isEqualTo(model.hashCode());
            }
        }
        assertThat(resource.outstandingBlocks()).isZero();
    }

    @Property(tries = 300)
    void staysAsItWasWheneverAnAllocationFails(
            @ForAll long seed, @ForAll @IntRange(max = 30) int successes) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        TrackingResource tracking = new TrackingResource(MemoryResource.system());
        FailingResource resource = new FailingResource(tracking);
        try (StringVector vector = new StringVector(resource)) {
            List<String> model = new ArrayList<>();
            resource.failAfter(successes);
            for (int step = 0; step < 150; step++) {
                List<String> before = new ArrayList<>(model);
                try {
                    apply(random.nextInt(OPERATIONS), random, vector, model);
                } catch (AllocationFailedException e) {
                    model = before;
                }
                assertThat(vector).containsExactlyElementsOf(model);
            }
        }
        assertThat(tracking.outstandingBlocks()).isZero();
    }

    /** Few letters, so that strings share starts; lengths around every boundary of a slot. */
    private static String text(RandomGenerator random) {
        int[] alphabet = {'a', 'a', 'b', 0, 0x7F, 0xE9, 0x20AC, 0xFFFD, 0x1F600};
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(random.nextInt(5) == 0 ? 60 : 15);
        for (int i = 0; i < length; i++) {
            int letter = random.nextInt(4) == 0 ? random.nextInt(alphabet.length) : 0;
            text.appendCodePoint(alphabet[letter]);
        }
        return text.toString();
    }

    private static void apply(
            int operation, RandomGenerator random, StringVector vector, List<String> model) {
        int size = model.size();
        int index = random.nextInt(size + 1);
        String text = text(random);
        switch (operation) {
            case 0, 1, 2 -> {
                vector.pushBack(text);
                model.add(text);
            }
            case 3 -> {
                byte[] bytes = ("#" + text + "#").getBytes(StandardCharsets.UTF_8);
                vector.pushBack(bytes, 1, bytes.length - 1);
                model.add(text);
            }
            case 4 -> {
                vector.insert(index, CharBuffer.wrap(text));
                model.add(index, text);
            }
            case 5 -> {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                vector.insert(index, bytes, 0, bytes.length);
                model.add(index, text);
            }
            case 6 -> {
                vector.insert(index, 3, text);
                model.addAll(index, Collections.nCopies(3, text));
            }
            case 7 -> {
                int to = Math.min(size, index + 10);
                int place = random.nextInt(size + 1);
                vector.insert(place, vector, index, to);
                model.addAll(place, List.copyOf(model.subList(index, to)));
            }
            case 8 -> {
                vector.erase(index, size);
                model.subList(index, size).clear();
            }
            case 9 -> {
                int newSize = random.nextInt(30);
                vector.resize(newSize, text);
                while (model.size() > newSize) {
                    model.removeLast();
                }
                while (model.size() < newSize) {
                    model.add(text);
                }
            }
            case 10 -> {
                vector.append(List.of(text, "", text));
                model.addAll(List.of(text, "", text));
            }
            default -> applyWhole(operation, random, vector, model, text);
        }
    }

    private static void applyWhole(
            int operation,
            RandomGenerator random,
            StringVector vector,
            List<String> model,
            String text) {
        switch (operation) {
            case 11 -> {
                vector.sort();
                model.sort(BY_BYTES);
                assertThat(vector.lowerBound(text))
                        .isEqualTo(
                                model.stream().filter(s -> BY_BYTES.compare(s, text) < 0).count());
                assertThat(vector.upperBound(text))
                        .isEqualTo(
                                model.stream().filter(s -> BY_BYTES.compare(s, text) <= 0).count());
            }
            case 12 -> {
                vector.removeIf(i -> vector.byteLength(i) % 3 == 0);
                model.removeIf(s -> s.getBytes(StandardCharsets.UTF_8).length % 3 == 0);
            }
            case 13 -> vector.shrinkToFit();
            case 14 -> vector.reserve(random.nextInt(64));
            case 15 -> vector.reserveText(random.nextInt(500));
            case 16 -> {
                vector.assign(4, text);
                model.clear();
                model.addAll(Collections.nCopies(4, text));
            }
            case 17 -> {
                assertThat(vector.indexOf(text)).isEqualTo(model.indexOf(text));
                try (StringVector copy = vector.copy()) {
                    assertThat(copy).isEqualTo(vector);
                    assertThat(copy.capacity()).isEqualTo(copy.size());
                }
            }
            default -> {
                if (!model.isEmpty()) {
                    applyToOne(operation, random.nextInt(model.size()), vector, model, text);
                }
            }
        }
    }

    private static void applyToOne(
            int operation, int index, StringVector vector, List<String> model, String text) {
        switch (operation) {
            case 18 -> {
                vector.swapRemove(index);
                String last = model.removeLast();
                if (index < model.size()) {
                    model.set(index, last);
                }
            }
            case 19 -> {
                vector.set(index, text);
                model.set(index, text);
            }
            case 20 -> {
                int toText = Integer.signum(BY_BYTES.compare(model.get(index), text));
                int toFirst = Integer.signum(BY_BYTES.compare(model.get(index), model.getFirst()));
                assertThat(Integer.signum(vector.compare(index, text))).isEqualTo(toText);
                assertThat(Integer.signum(vector.compare(index, 0))).isEqualTo(toFirst);
                assertThat(vector.hash(index)).isEqualTo(model.get(index).hashCode());
                vector.erase(index);
                model.remove(index);
            }
            default -> {
                assertThat(vector.back()).isEqualTo(model.getLast());
                vector.popBack();
                model.removeLast();
            }
        }
    }

    @Test
    void returnsAllMemoryAfterALongRandomRunOnAnyResource() {
        RandomRun.of(
                "StringVector",
                (resource, random, steps) -> {
                    try (StringVector vector = new StringVector(resource)) {
                        List<String> model = new ArrayList<>();
                        for (int step = 0; step < steps; step++) {
                            apply(random.nextInt(OPERATIONS), random, vector, model);
                            assertThat(vector.stream().toList()).isEqualTo(model);
                        }
                    }
                });
    }
}

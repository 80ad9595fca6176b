package dev.kanishk.collections.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.collections.memory.MemoryResource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/** A list of boxed elements that does what a vector does, and operations applied to both. */
final class $Kind$Model {
    /** How many different operations there are. */
    static final int OPERATIONS = 31;

    private static final int MOST = 200;

    private $Kind$Model() {}

    /** Few different elements, so that equal ones meet, among them the extreme ones. */
    static $type$ element(RandomGenerator random) {
        return switch (random.nextInt(8)) {
            case 0 -> $Box$.MAX_VALUE;
            case 1 -> $Box$.MIN_VALUE;
            // #if float double
            case 2 -> $Box$.NaN;
            case 3 -> -0.0f;
            case 4 -> $Box$.NEGATIVE_INFINITY;
            case 5 -> random.nextInt(10) / -3.0f;
            // #end
            default -> $fromInt$(random.nextInt(10));
        };
    }

    static $type$[] elements(RandomGenerator random, int count) {
        $type$[] elements = new $type$[count];
        for (int i = 0; i < count; i++) {
            elements[i] = element(random);
        }
        return elements;
    }

    /** A vector of small whole numbers. */
    static $Kind$Vector vector(int... numbers) {
        return vector(MemoryResource.system(), numbers);
    }

    static $Kind$Vector vector(MemoryResource resource, int... numbers) {
        $Kind$Vector vector = new $Kind$Vector(resource);
        vector.appendRange(array(numbers));
        return vector;
    }

    static $type$[] array(int... numbers) {
        $type$[] elements = new $type$[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            elements[i] = $fromInt$(numbers[i]);
        }
        return elements;
    }

    static $type$ number(int number) {
        return $fromInt$(number);
    }

    static List<$Box$> boxed($type$... elements) {
        List<$Box$> list = new ArrayList<>();
        for ($type$ element : elements) {
            list.add(element);
        }
        return list;
    }

    /**
     * Applies an operation to both, the vector first, so that a failure leaves the model. Random
     * numbers are drawn before either is touched.
     */
    static void apply(
            int operation, RandomGenerator random, $Kind$Vector vector, List<$Box$> model) {
        $type$ value = element(random);
        int size = model.size();
        int to = random.nextInt(size + 1);
        int from = random.nextInt(to + 1);
        $type$[] some = elements(random, random.nextInt(20));
        switch (operation) {
            case 0, 1, 2 -> {
                vector.pushBack(value);
                model.add(value);
            }
            case 3 -> {
                vector.insert(from, value);
                model.add(from, value);
            }
            case 4 -> {
                vector.insert(from, some.length, value);
                model.addAll(from, Collections.nCopies(some.length, value));
            }
            case 5 -> {
                vector.insertRange(from, some);
                model.addAll(from, boxed(some));
            }
            case 6 -> {
                vector.insertRange(to, vector.slice(from, to));
                model.addAll(to, new ArrayList<>(model.subList(from, to)));
            }
            case 7 -> {
                int middle = (from + to) >>> 1;
                vector.insertRange(middle, vector.slice(from, to));
                model.addAll(middle, new ArrayList<>(model.subList(from, to)));
            }
            case 8 -> {
                vector.appendRange(some, some.length / 2, some.length);
                model.addAll(boxed(some).subList(some.length / 2, some.length));
            }
            case 9 -> {
                vector.appendRange(vector);
                model.addAll(new ArrayList<>(model));
            }
            case 10 -> {
                vector.erase(from, to);
                model.subList(from, to).clear();
            }
            case 11 -> {
                if (from < size) {
                    vector.erase(from);
                    model.remove(from);
                }
            }
            case 12 -> {
                vector.resize(to + (long) some.length, value);
                resize(model, to + some.length, value);
            }
            case 13 -> {
                vector.assign(some.length, value);
                model.clear();
                model.addAll(Collections.nCopies(some.length, value));
            }
            default -> applyWhole(operation, random, vector, model, from, to, value);
        }
        if (model.size() > MOST) {
            vector.resize(MOST / 4);
            resize(model, MOST / 4, value);
        }
    }

    private static void applyWhole(
            int operation,
            RandomGenerator random,
            $Kind$Vector vector,
            List<$Box$> model,
            int from,
            int to,
            $type$ value) {
        switch (operation) {
            case 14 -> {
                vector.sort();
                Collections.sort(model);
            }
            case 15 -> vector.shrinkToFit();
            case 16 -> vector.reserve(from + 50L);
            case 17 -> {
                if (!model.isEmpty()) {
                    assertThat(vector.popBack()).isEqualTo(model.removeLast());
                }
            }
            case 18 -> {
                long removed = vector.eraseAll(value);
                int before = model.size();
                model.removeIf(element -> $Box$.compare(element, value) == 0);
                assertThat(removed).isEqualTo(before - model.size());
            }
            case 19 -> {
                long removed = vector.removeIf(element -> element > 4);
                int before = model.size();
                model.removeIf(element -> element > 4);
                assertThat(removed).isEqualTo(before - model.size());
            }
            case 20 -> {
                vector.unique();
                List<$Box$> all = new ArrayList<>(model);
                model.clear();
                all.stream()
                        .filter(e -> model.isEmpty() || !model.getLast().equals(e))
                        .forEach(model::add);
            }
            case 21 -> {
                vector.slice(from, to).reverse();
                Collections.reverse(model.subList(from, to));
            }
            case 22 -> {
                vector.slice(0, to).rotate(from);
                Collections.rotate(model.subList(0, to), -from);
            }
            case 23 -> {
                vector.slice(from, to).sort();
                Collections.sort(model.subList(from, to));
            }
            case 24 -> {
                vector.slice(from, to).sort((a, b) -> $Box$.compare(b, a));
                model.subList(from, to).sort(Collections.reverseOrder());
            }
            case 25 -> {
                long meet = vector.slice(from, to).stablePartition(element -> element > 4);
                List<$Box$> part = model.subList(from, to);
                part.sort((a, b) -> Boolean.compare(b > 4, a > 4));
                assertThat(meet).isEqualTo(part.stream().filter(e -> e > 4).count());
            }
            case 26 -> {
                vector.fill(from, to, value);
                Collections.fill(model.subList(from, to), value);
            }
            case 27 -> {
                vector.assignRange(vector.slice(from, to));
                List<$Box$> part = new ArrayList<>(model.subList(from, to));
                model.clear();
                model.addAll(part);
            }
            default -> applyBetween(operation, random, vector, model);
        }
    }

    private static void applyBetween(
            int operation, RandomGenerator random, $Kind$Vector vector, List<$Box$> model) {
        $type$[] some = elements(random, random.nextInt(20));
        switch (operation) {
            case 28 -> {
                try ($Kind$Vector other = new $Kind$Vector(MemoryResource.system())) {
                    other.appendRange(some);
                    vector.moveFrom(other);
                    assertThat(other.isEmpty()).isTrue();
                }
                model.clear();
                model.addAll(boxed(some));
            }
            case 29 -> {
                try ($Kind$Vector copy = vector.copy()) {
                    assertThat(copy).isEqualTo(vector).isEqualByComparingTo(vector);
                    copy.appendRange(some);
                    vector.swap(copy);
                }
                model.addAll(boxed(some));
            }
            default -> {
                ByteBuffer buffer =
                        ByteBuffer.allocate((int) ((vector.size() + 1) * $Kind$Access.BYTES))
                                .order(ByteOrder.BIG_ENDIAN);
                vector.copyTo(buffer);
                buffer.flip();
                vector.appendRange(buffer);
                model.addAll(new ArrayList<>(model));
            }
        }
    }

    private static void resize(List<$Box$> model, int newSize, $type$ value) {
        while (model.size() > newSize) {
            model.removeLast();
        }
        while (model.size() < newSize) {
            model.add(value);
        }
    }
}

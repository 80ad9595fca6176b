package dev.kanishk.collections.object;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.collections.memory.AllocationFailedException;
import dev.kanishk.collections.memory.RandomRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Every operation, with an element that throws at its first construction, copy or move, then at its
 * second, and so on, and with a resource that fails in the same way: what libc++'s tests {@code
 * push_back_exception_safety}, {@code emplace_back_exception_safety}, {@code
 * exception_construct_at_end}, {@code reserve_exceptions}, {@code resize_exceptions}, {@code
 * shrink_to_fit_exceptions}, {@code insert_exceptions}, {@code assign_exceptions} and those of the
 * constructors check, for elements of each kind.
 */
class ExceptionSafetyTest {
    private static final int START = 5;

    /** An element's kind: how it relocates, and whether it can be copied. */
    enum Kind {
        BY_REFERENCE(Relocation.BY_REFERENCE, true),
        MOVES(Relocation.MOVE, true),
        MOVES_OR_THROWS(Relocation.MOVE_MAY_THROW, true),
        ONLY_MOVES(Relocation.MOVE, false),
        ONLY_MOVES_OR_THROWS(Relocation.MOVE_MAY_THROW, false);

        private final Relocation relocation;
        private final boolean copyable;

        Kind(Relocation relocation, boolean copyable) {
            this.relocation = relocation;
            this.copyable = copyable;
        }

        Ledger ledger() {
            return new Ledger(relocation, copyable);
        }
    }

    /** Something done to a vector, and what a list is like when the same was done to it. */
    private record Operation(
            String name, boolean copies, Work work, List<Integer> result, Promise promise) {}

    /** What is promised if it fails. */
    private enum Promise {
        STRONG,
        DONE_ALL_THE_SAME,
        VALUES_KEPT
    }

    @FunctionalInterface
    private interface Work {
        void on(ObjectVector<Ledger.Owner> vector, Ledger ledger);
    }

    private static List<Operation> operations() {
        Comparator<Ledger.Owner> descending =
                Comparator.comparingInt(Ledger.Owner::value).reversed();
        return List.of(
                strong("pushBack", (v, l) -> adopt(v, v.size(), l), 0, 1, 2, 3, 4, 9),
                copying("pushBackCopy", (v, l) -> v.pushBackCopy(v.get(1)), 0, 1, 2, 3, 4, 1),
                strong("emplaceBack", (v, l) -> v.emplaceBack(() -> l.make(9)), 0, 1, 2, 3, 4, 9),
                strong("emplace", (v, l) -> v.emplace(1, () -> l.make(9)), 0, 9, 1, 2, 3, 4),
                strong("insert", (v, l) -> adopt(v, 2, l), 0, 1, 9, 2, 3, 4),
                copying(
                        "insertCopies",
                        (v, l) -> v.insertCopies(1, 2, v.get(3)),
                        0,
                        3,
                        3,
                        1,
                        2,
                        3,
                        4),
                copying("insert range", (v, l) -> v.insert(4, v, 0, 2), 0, 1, 2, 3, 0, 1, 4),
                copying("append", (v, l) -> v.append(v), 0, 1, 2, 3, 4, 0, 1, 2, 3, 4),
                copying("assign", (v, l) -> v.assign(2, v.get(4)), 4, 4),
                copying("assign vector", (v, l) -> v.assign(v), 0, 1, 2, 3, 4),
                strong("resize up", (v, l) -> v.resize(7, () -> l.make(9)), 0, 1, 2, 3, 4, 9, 9),
                strong("resize down", (v, l) -> v.resize(2, () -> l.make(9)), 0, 1),
                strong("reserve", (v, l) -> v.reserve(20), 0, 1, 2, 3, 4),
                strong("shrinkToFit", (v, l) -> v.shrinkToFit(), 0, 1, 2, 3, 4),
                strong("popBack", (v, l) -> v.popBack(), 0, 1, 2, 3),
                strong("swapRemove", (v, l) -> v.swapRemove(1), 0, 4, 2, 3),
                strong("clear", (v, l) -> v.clear()),
                copying("copy", (v, l) -> v.copy().close(), 0, 1, 2, 3, 4),
                strong("move and back", (v, l) -> moveAndBack(v), 0, 1, 2, 3, 4),
                done("erase", (v, l) -> v.erase(1), 0, 2, 3, 4),
                done("erase range", (v, l) -> v.erase(0, 2), 2, 3, 4),
                done("removeIf", (v, l) -> v.removeIf(e -> e.value() % 2 == 0), 1, 3),
                done("sort", (v, l) -> v.sort(descending), 4, 3, 2, 1, 0),
                new Operation(
                        "release",
                        false,
                        (v, l) -> l.destroy(v.release(1)),
                        List.of(0, 2, 3, 4),
                        Promise.VALUES_KEPT));
    }

    @Test
    void surviveEveryPossibleThrow() {
        for (Kind kind : Kind.values()) {
            surviveEveryPossibleThrow(kind);
        }
    }

    private static void surviveEveryPossibleThrow(Kind kind) {
        for (Operation operation : operations()) {
            for (boolean full : new boolean[] {true, false}) {
                int failures = 0;
                while (!succeeds(kind, operation, full, failures, Ledger::failAfter)) {
                    failures++;
                    assertThat(failures).as(operation.name()).isLessThan(50);
                }
            }
        }
    }

    @Test
    void surviveEveryPossibleFailureToAllocate() {
        for (Kind kind : Kind.values()) {
            surviveEveryPossibleFailureToAllocate(kind);
        }
    }

    private static void surviveEveryPossibleFailureToAllocate(Kind kind) {
        for (Operation operation : operations()) {
            for (boolean full : new boolean[] {true, false}) {
                int failures = 0;
                while (!succeeds(
                        kind, operation, full, failures, (l, n) -> l.resource.failAfter(n))) {
                    failures++;
                    assertThat(failures).as(operation.name()).isLessThan(50);
                }
            }
        }
    }

    @FunctionalInterface
    private interface Fault {
        void plan(Ledger ledger, long successes);
    }

    /** Runs an operation with a fault; returns whether it got through without meeting it. */
    private static boolean succeeds(
            Kind kind, Operation operation, boolean full, int successes, Fault fault) {
        if (operation.copies() && !kind.copyable) {
            return true;
        }
        Ledger ledger = kind.ledger();
        boolean succeeded;
        try (ObjectVector<Ledger.Owner> vector = new ObjectVector<>(ledger)) {
            vector.reserve(full ? START : 3 * START);
            for (int i = 0; i < START; i++) {
                vector.pushBack(ledger.make(i));
            }
            List<Ledger.Owner> elements = vector.stream().toList();
            fault.plan(ledger, successes);
            succeeded = run(operation, vector, ledger);
            ledger.failNoMore();
            List<Integer> values = vector.stream().map(Ledger.Owner::value).toList();
            String what = operation.name() + " of " + kind + " after " + successes;
            if (succeeded || operation.promise() == Promise.DONE_ALL_THE_SAME) {
                assertThat(values).as(what).isEqualTo(operation.result());
            } else if (operation.promise() == Promise.STRONG) {
                assertThat(values).as(what).isEqualTo(IntStream.range(0, START).boxed().toList());
                if (kind.copyable || kind.relocation != Relocation.MOVE_MAY_THROW) {
                    assertThat(vector.stream().toList()).as(what).isEqualTo(elements);
                }
            } else {
                assertThat(values).as(what).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
            }
            assertThat(ledger.alive()).as(what).isEqualTo(vector.size());
            assertThat(ledger.tracking.outstandingBlocks()).as(what).isEqualTo(vector.size());
        }
        assertThat(ledger.alive()).isZero();
        assertThat(ledger.tracking.outstandingBlocks()).isZero();
        return succeeded;
    }

    private static boolean run(
            Operation operation, ObjectVector<Ledger.Owner> vector, Ledger ledger) {
        try {
            operation.work().on(vector, ledger);
            return true;
        } catch (Ledger.Planned | AllocationFailedException e) {
            return false;
        }
    }

    /** Gives an element to the vector; if it is not taken, it still is the caller's. */
    private static void adopt(ObjectVector<Ledger.Owner> vector, int index, Ledger ledger) {
        Ledger.Owner element = ledger.make(9);
        try {
            vector.insert(index, element);
        } catch (Ledger.Planned | AllocationFailedException e) {
            ledger.destroy(element);
            throw e;
        }
    }

    private static void moveAndBack(ObjectVector<Ledger.Owner> vector) {
        try (ObjectVector<Ledger.Owner> owner = vector.move()) {
            assertThat(vector.isEmpty()).isTrue();
            vector.swap(owner);
        }
    }

    @Test
    void destroysEachElementOnceOverALongRandomRunOnAnyResource() {
        for (Kind kind : Kind.values()) {
            RandomRun.of(
                    "ObjectVector of what " + kind,
                    (resource, random, steps) -> {
                        Ledger ledger = new Ledger(kind.relocation, kind.copyable, resource);
                        try (ObjectVector<Ledger.Owner> vector = new ObjectVector<>(ledger)) {
                            List<Integer> model = new ArrayList<>();
                            for (int step = 0; step < steps; step++) {
                                applyAnything(kind, random, ledger, vector, model);
                                assertThat(vector.stream().map(Ledger.Owner::value).toList())
                                        .isEqualTo(model);
                                assertThat(ledger.alive()).isEqualTo(vector.size());
                            }
                        }
                        assertThat(ledger.alive()).isZero();
                        ledger.tracking.close();
                    });
        }
    }

    private static void applyAnything(
            Kind kind,
            RandomGenerator random,
            Ledger ledger,
            ObjectVector<Ledger.Owner> vector,
            List<Integer> model) {
        int index = random.nextInt(model.size() + 1);
        int value = random.nextInt(100);
        switch (random.nextInt(kind.copyable ? 14 : 11)) {
            case 0, 1, 2 -> {
                vector.emplace(index, () -> ledger.make(value));
                model.add(index, value);
            }
            case 3 -> {
                if (index < model.size()) {
                    vector.erase(index);
                    model.subList(index, index + 1).clear();
                }
            }
            case 4 -> {
                int to = Math.min(model.size(), index + 3);
                vector.erase(index, to);
                model.subList(index, to).clear();
            }
            case 5 -> {
                vector.resize(index + 2, () -> ledger.make(value));
                resize(model, index + 2, value);
            }
            case 6 -> vector.shrinkToFit();
            case 7 -> vector.reserve(index + 10);
            case 8 -> {
                if (index < model.size()) {
                    vector.swapRemove(index);
                    int last = model.removeLast();
                    if (index < model.size()) {
                        model.set(index, last);
                    }
                }
            }
            case 9 -> {
                if (index < model.size()) {
                    vector.set(index, ledger.make(value));
                    model.set(index, value);
                    ledger.destroy(vector.release(index));
                    model.subList(index, index + 1).clear();
                }
            }
            case 11 -> {
                vector.append(vector);
                model.addAll(List.copyOf(model));
                vector.resize(20, () -> ledger.make(value));
                resize(model, 20, value);
            }
            case 12 -> {
                if (!model.isEmpty()) {
                    int first = model.getFirst();
                    vector.insertCopies(index, 2, vector.get(0));
                    model.addAll(index, List.of(first, first));
                }
            }
            case 13 -> {
                try (ObjectVector<Ledger.Owner> copy = vector.copy()) {
                    vector.assign(copy);
                    vector.swap(copy);
                }
            }
            default -> {
                vector.sort(Comparator.comparingInt(Ledger.Owner::value));
                model.sort(Comparator.naturalOrder());
                vector.removeIf(e -> e.value() == value);
                model.removeIf(v -> v == value);
            }
        }
    }

    private static void resize(List<Integer> model, int newSize, int value) {
        while (model.size() > newSize) {
            model.removeLast();
        }
        while (model.size() < newSize) {
            model.add(value);
        }
    }

    private static Operation strong(String name, Work work, Integer... result) {
        return new Operation(name, false, work, List.of(result), Promise.STRONG);
    }

    private static Operation copying(String name, Work work, Integer... result) {
        return new Operation(name, true, work, List.of(result), Promise.STRONG);
    }

    private static Operation done(String name, Work work, Integer... result) {
        return new Operation(name, false, work, List.of(result), Promise.DONE_ALL_THE_SAME);
    }
}

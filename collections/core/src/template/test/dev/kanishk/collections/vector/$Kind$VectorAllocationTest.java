package dev.kanishk.collections.vector;

import static dev.kanishk.collections.vector.$Kind$Model.array;
import static dev.kanishk.collections.vector.$Kind$Model.number;
import static dev.kanishk.collections.vector.$Kind$Model.vector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.collections.memory.AllocationFailedException;
import dev.kanishk.collections.memory.FailingResource;
import dev.kanishk.collections.memory.MemoryResource;
import dev.kanishk.collections.memory.TrackingResource;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation that may allocate, with a resource that fails at its first request, then at its
 * second, and so on until it succeeds: before that the vector is as it was, and nothing leaked.
 */
class $Kind$VectorAllocationTest {
    private static final $type$[] MORE = array(7, 8, 9);
    private static final int MANY = 3000;

    /** Applied to a vector on a resource; both are those that fail. */
    private interface Work {
        void apply($Kind$Vector vector, MemoryResource resource);
    }

    private record Operation(String name, Work before, Work work, int... expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @MethodSource({"whatAdds", "whatInserts", "whatReplaces", "whatMakesAnother", "whatSorts"})
    void leavesTheVectorAsItWasWheneverAnAllocationFails(Operation operation) {
        boolean done = false;
        int successes = 0;
        while (!done) {
            done = succeedsAfter(successes++, operation);
        }
        assertThat(successes).as("it failed once at least").isGreaterThan(1);
    }

    private static boolean succeedsAfter(int successes, Operation operation) {
        TrackingResource tracking = new TrackingResource(MemoryResource.system());
        FailingResource resource = new FailingResource(tracking);
        try (tracking;
                $Kind$Vector vector = vector(resource, 3, 1, 2)) {
            operation.before.apply(vector, resource);
            $type$[] elements = vector.toArray();
            long capacity = vector.capacity();
            int blocks = tracking.outstandingBlocks();
            long bytes = tracking.outstandingBytes();
            resource.failAfter(successes);
            try {
                operation.work.apply(vector, resource);
            } catch (AllocationFailedException e) {
                assertThat(Arrays.equals(vector.toArray(), elements)).as("as it was").isTrue();
                assertThat(vector.capacity()).isEqualTo(capacity);
                assertThat(tracking.outstandingBlocks()).isEqualTo(blocks);
                assertThat(tracking.outstandingBytes()).isEqualTo(bytes);
                tracking.check();
                resource.failNoMore();
                vector.pushBack(number(5));
                assertThat(vector.back()).isEqualTo(number(5));
                return false;
            }
            if (operation.expected.length > 0) {
                assertThat(vector.toArray()).isEqualTo(array(operation.expected));
            }
            return true;
        }
    }

    static Stream<Operation> whatAdds() {
        return Stream.of(
                of("reserve", (v, r) -> v.reserve(100), 3, 1, 2),
                of("pushBack", (v, r) -> v.pushBack(number(7)), 3, 1, 2, 7),
                of(
                        "appender",
                        (v, r) -> {
                            try ($Kind$Appender appender = v.appender()) {
                                appender.pushBack(number(7));
                            }
                        },
                        3, 1, 2, 7),
                of(
                        "bounded appender",
                        (v, r) -> {
                            try ($Kind$BoundedAppender appender = v.appender(2)) {
                                appender.pushBack(number(7));
                            }
                        },
                        3, 1, 2, 7),
                of("appendRange", (v, r) -> v.appendRange(MORE), 3, 1, 2, 7, 8, 9),
                of("part of an array", (v, r) -> v.appendRange(MORE, 1, 3), 3, 1, 2, 8, 9),
                of("another", (v, r) -> withMore(v::appendRange), 3, 1, 2, 7, 8, 9),
                of("itself", (v, r) -> v.appendRange(v), 3, 1, 2, 3, 1, 2),
                of("its slice", (v, r) -> v.appendRange(v.slice(1, 3)), 3, 1, 2, 1, 2),
                of("a segment", (v, r) -> v.appendRange(heap()), 3, 1, 2, 7, 8, 9),
                of("its memory", (v, r) -> v.appendRange(v.data()), 3, 1, 2, 3, 1, 2),
                of(
                        "a buffer",
                        (v, r) ->
                                v.appendRange(
                                        ByteBuffer.allocate(2 * (int) $Kind$Access.BYTES)),
                        3, 1, 2, 0, 0),
                of(
                        "its buffer",
                        (v, r) ->
                                v.appendRange(
                                        v.data().asByteBuffer().order(ByteOrder.nativeOrder())),
                        3, 1, 2, 3, 1, 2),
                of("resize", (v, r) -> v.resize(5), 3, 1, 2, 0, 0),
                of("resize with a value", (v, r) -> v.resize(5, number(7)), 3, 1, 2, 7, 7),
                of("List.add", (v, r) -> v.asList().add(number(7)), 3, 1, 2, 7),
                of("List.addAll", (v, r) -> v.asList().addAll(boxed()), 3, 1, 2, 7, 8));
    }

    static Stream<Operation> whatInserts() {
        return Stream.of(
                of("insert", (v, r) -> v.insert(1, number(7)), 3, 7, 1, 2),
                of("insert copies", (v, r) -> v.insert(1, 2, number(7)), 3, 7, 7, 1, 2),
                of("insertRange", (v, r) -> v.insertRange(1, MORE), 3, 7, 8, 9, 1, 2),
                of("part of an array", (v, r) -> v.insertRange(1, MORE, 1, 3), 3, 8, 9, 1, 2),
                of(
                        "another",
                        (v, r) -> withMore(more -> v.insertRange(1, more)),
                        3, 7, 8, 9, 1, 2),
                of("itself", (v, r) -> v.insertRange(1, v), 3, 3, 1, 2, 1, 2),
                of("its slice", (v, r) -> v.insertRange(2, v.slice(1, 3)), 3, 1, 1, 2, 2),
                of("a segment", (v, r) -> v.insertRange(0, heap()), 7, 8, 9, 3, 1, 2),
                of("its memory", (v, r) -> v.insertRange(1, v.data()), 3, 3, 1, 2, 1, 2),
                of("List.add", (v, r) -> v.asList().add(1, number(7)), 3, 7, 1, 2),
                of("List.addAll", (v, r) -> v.asList().addAll(1, boxed()), 3, 7, 8, 1, 2));
    }

    static Stream<Operation> whatReplaces() {
        return Stream.of(
                of("shrinkToFit", (v, r) -> v.reserve(50), (v, r) -> v.shrinkToFit(), 3, 1, 2),
                of("assign", (v, r) -> v.assign(4, number(7)), 7, 7, 7, 7),
                of(
                        "assignRange",
                        (v, r) -> v.assignRange(number(4), number(3), number(2), number(1)),
                        4, 3, 2, 1),
                of(
                        "assignRange of another",
                        (v, r) -> withMore(more -> {
                            more.pushBack(number(1));
                            v.assignRange(more);
                        }),
                        7, 8, 9, 1),
                of(
                        "moveFrom another resource",
                        (v, r) -> withMore(more -> {
                            more.pushBack(number(1));
                            try {
                                v.moveFrom(more);
                            } catch (AllocationFailedException e) {
                                assertThat(more.toArray()).isEqualTo(array(7, 8, 9, 1));
                                throw e;
                            }
                            assertThat(more.isEmpty()).isTrue();
                        }),
                        7, 8, 9, 1),
                of("merge", (v, r) -> withMore(m -> $Kind$Sets.merge(m, m, v)), 3, 1, 2, 7, 7, 8, 8, 9, 9),
                of("union", (v, r) -> withMore(m -> $Kind$Sets.union(m, m, v)), 3, 1, 2, 7, 8, 9),
                of(
                        "intersection",
                        (v, r) -> withMore(m -> $Kind$Sets.intersection(m, m, v)),
                        3, 1, 2, 7, 8, 9),
                of(
                        "difference",
                        (v, r) -> withMore(m -> $Kind$Sets.difference(m, m.slice(1, 3), v)),
                        3, 1, 2, 7),
                of(
                        "symmetricDifference",
                        (v, r) -> withMore(
                                m -> $Kind$Sets.symmetricDifference(m, m.slice(0, 2), v)),
                        3, 1, 2, 9),
                of(
                        "merge of its own",
                        (v, r) -> $Kind$Sets.merge(v.slice(1, 3), v.slice(0, 1), v),
                        3, 1, 2, 1, 2, 3));
    }

    static Stream<Operation> whatMakesAnother() {
        return Stream.of(
                of("copy", (v, r) -> v.copy().close(), 3, 1, 2),
                of("a vector of copies", (v, r) -> new $Kind$Vector(9, number(1), r).close()),
                of("a vector of a sequence", (v, r) -> new $Kind$Vector(v, r).close()),
                of("a vector of a slice", (v, r) -> new $Kind$Vector(v.slice(1, 3), r).close()));
    }

    static Stream<Operation> whatSorts() {
        Work fill = (v, r) -> {
            SplittableRandom random = new SplittableRandom(3);
            for (int i = 0; i < MANY; i++) {
                v.pushBack($Kind$Model.element(random));
            }
        };
        return Stream.of(
                of("sort", fill, (v, r) -> v.sort()),
                of("sort of a slice", fill, (v, r) -> v.slice(5, MANY).sort()),
                of("sort by an order", fill, (v, r) -> v.sort((a, b) -> $Box$.compare(b, a))),
                of("stableSort", fill, (v, r) -> v.stableSort((a, b) -> $Box$.compare(b, a))),
                of("stablePartition", fill, (v, r) -> v.stablePartition(element -> element > 4)));
    }

    private static Operation of(String name, Work work, int... expected) {
        return new Operation(name, (v, r) -> {}, work, expected);
    }

    private static Operation of(String name, Work before, Work work, int... expected) {
        return new Operation(name, before, work, expected);
    }

    private static MemorySegment heap() {
        return MemorySegment.ofArray(MORE);
    }

    private static List<$Box$> boxed() {
        return List.of(number(7), number(8));
    }

    private static void withMore(Consumer<$Kind$Vector> work) {
        try ($Kind$Vector more = vector(7, 8, 9)) {
            work.accept(more);
        }
    }
}

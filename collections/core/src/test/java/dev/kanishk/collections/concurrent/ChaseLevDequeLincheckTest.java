package dev.kanishk.collections.concurrent;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every interleaving of the deque's owner with two thieves is one of a sequential deque. */
public class ChaseLevDequeLincheckTest {
    private final ChaseLevDeque<Integer> deque = new ChaseLevDeque<>(2, 4);

    @Operation(nonParallelGroup = "owner")
    public boolean push(@Param(gen = IntGen.class) int element) {
        return deque.push(element);
    }

    @Operation(nonParallelGroup = "owner")
    public @Nullable Integer pop() {
        return deque.pop();
    }

    @Operation
    public @Nullable Integer steal() {
        return deque.steal();
    }

    @Test
    void isLinearizable() {
        new ModelCheckingOptions()
                .threads(3)
                .actorsPerThread(4)
                .iterations(5)
                .invocationsPerIteration(200)
                .sequentialSpecification(SequentialDeque.class)
                .check(ChaseLevDequeLincheckTest.class);
    }

    /** A bounded deque without concurrency. */
    public static class SequentialDeque {
        private final Deque<Integer> elements = new ArrayDeque<>();

        public boolean push(int element) {
            return elements.size() < 4 && elements.add(element);
        }

        public @Nullable Integer pop() {
            return elements.pollLast();
        }

        public @Nullable Integer steal() {
            return elements.pollFirst();
        }
    }
}

package dev.kanishk.collections.concurrent;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** Every interleaving of a stack's owner with two thieves is one of a sequential stack. */
public class ForkStackLincheckTest {
    private final ForkStackModel stack = new ForkStackModel();

    @Operation(nonParallelGroup = "owner")
    public int fork() {
        return stack.fork();
    }

    @Operation(nonParallelGroup = "owner")
    public boolean promote() {
        return stack.promote();
    }

    @Operation(nonParallelGroup = "owner")
    public int join() {
        return stack.join();
    }

    @Operation
    public int steal() {
        return stack.steal();
    }

    @Test
    void isLinearizable() {
        new ModelCheckingOptions()
                .threads(3)
                .actorsPerThread(4)
                .iterations(5)
                .invocationsPerIteration(200)
                .sequentialSpecification(SequentialStack.class)
                .check(ForkStackLincheckTest.class);
    }

    /** The three bounds of the stack, without concurrency. */
    public static class SequentialStack {
        private int top;
        private int split;
        private int depth;

        public int fork() {
            return depth++;
        }

        public boolean promote() {
            if (split < depth) {
                split++;
                return true;
            }
            return false;
        }

        public int join() {
            if (depth == 0) {
                return -1;
            }
            depth--;
            split = Math.min(split, depth);
            if (depth < top) {
                top = depth;
                return -2;
            }
            return depth;
        }

        public int steal() {
            return top < split ? top++ : -1;
        }
    }
}

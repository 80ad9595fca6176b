package dev.kanishk.collections.concurrent;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** The owner pops twice while a thief steals; needs both full fences of the deque. */
@JCStressTest
@Outcome(
        id = {"2, 1, 0", "2, 0, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "each element went to one")
@Outcome(expect = Expect.FORBIDDEN, desc = "an element was lost or taken twice")
@State
public class LastElementStress {
    private final ChaseLevDeque<Integer> deque = new ChaseLevDeque<>(2, 2);

    public LastElementStress() {
        deque.push(1);
        deque.push(2);
    }

    @Actor
    public void owner(III_Result taken) {
        taken.r1 = orZero(deque.pop());
        taken.r2 = orZero(deque.pop());
    }

    @Actor
    public void thief(III_Result taken) {
        taken.r3 = orZero(deque.steal());
    }

    private static int orZero(@Nullable Integer element) {
        return element == null ? 0 : element;
    }
}

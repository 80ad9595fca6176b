package dev.kanishk.collections.concurrent;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The owner pushes and pops while a thief steals: needs release, acquire and both full fences. */
@JCStressTest
@Outcome(id = "42, 0", expect = Expect.ACCEPTABLE, desc = "the owner has it")
@Outcome(id = "0, 42", expect = Expect.ACCEPTABLE, desc = "the thief has it, and sees inside")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost, taken twice, or seen half made")
@State
public class SingleElementStress {
    private final ChaseLevDeque<Box> deque = new ChaseLevDeque<>(2, 2);
    private volatile boolean ended;

    /** Not final: without publication a thief could see 0. */
    private static final class Box {
        int value;

        Box(int value) {
            this.value = value;
        }
    }

    @Actor
    public void owner(II_Result taken) {
        deque.push(new Box(42));
        taken.r1 = valueOf(deque.pop());
        ended = true;
    }

    @Actor
    public void thief(II_Result taken) {
        Box stolen = deque.steal();
        while (stolen == null && !ended) {
            stolen = deque.steal();
        }
        taken.r2 = valueOf(stolen);
    }

    private static int valueOf(@Nullable Box box) {
        return box == null ? 0 : box.value;
    }
}

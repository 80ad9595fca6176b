package dev.kanishk.collections.pool;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * One thread takes one number; another takes two and puts the first back, which would fool a list
 * without a count of changes.
 */
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "each number is in one place")
@Outcome(expect = Expect.FORBIDDEN, desc = "a number is lost, or in two places")
@State
public class FreeListStress {
    private static final int ALL = 0b111;

    private final FreeList list = new ConcurrentFreeList(3, true);
    private int heldByFirst;
    private int heldBySecond;

    @Actor
    public void takesOne() {
        heldByFirst = list.take();
    }

    @Actor
    public void takesTwoAndPutsOneBack() {
        int back = list.take();
        heldBySecond = list.take();
        list.put(back);
    }

    @Arbiter
    public void count(Z_Result whole) {
        int seen = (1 << heldByFirst) | (1 << heldBySecond);
        int count = 2;
        for (int number = list.take(); number >= 0 && count < 9; number = list.take()) {
            seen |= 1 << number;
            count++;
        }
        whole.r1 = seen == ALL && count == 3;
    }
}

package dev.kanishk.collections.concurrent;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The owner forks, promotes and joins while a thief steals; the thief sees what was forked. */
@JCStressTest
@Outcome(id = "0, -1", expect = Expect.ACCEPTABLE, desc = "the owner took it back")
@Outcome(id = "-2, 42", expect = Expect.ACCEPTABLE, desc = "the thief has it, and sees inside")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost, computed twice, or seen half made")
@State
public class SharedForkStress {
    private final ForkStackModel stack = new ForkStackModel();

    @Actor
    public void owner(II_Result result) {
        int fork = stack.fork();
        stack.frames[fork].from = 42;
        stack.promote();
        result.r1 = stack.join();
    }

    @Actor
    public void thief(II_Result result) {
        ForkFrame frame = stack.stealFork();
        result.r2 = frame == null ? -1 : (int) frame.from;
    }
}

package dev.kanishk.matching.engine;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** A writer, a lap of a ring of two, and a reader: what is published is whole. */
@JCStressTest
@Outcome(
        id = {"0, 0", "11, 0", "11, 22"},
        expect = Expect.ACCEPTABLE,
        desc = "whole commands, each once, in their order")
@Outcome(expect = Expect.FORBIDDEN, desc = "a command was seen in part, or twice")
@State
public class RingHandOverStress extends RoundedRing {
    @Actor
    public void writer() {
        put(first);
        put(second);
    }

    @Actor
    public void reader(JJ_Result seen) {
        seen.r1 = take();
        seen.r2 = seen.r1 == 0 ? 0 : take();
    }
}

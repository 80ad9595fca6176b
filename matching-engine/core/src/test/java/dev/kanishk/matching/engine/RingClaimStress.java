package dev.kanishk.matching.engine;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** Two writers claim the two places of a ring that has gone round: both commands are there. */
@JCStressTest
@Outcome(
        id = {"11, 22", "22, 11"},
        expect = Expect.ACCEPTABLE,
        desc = "whole commands, each once")
@Outcome(expect = Expect.FORBIDDEN, desc = "a command is lost, in part, or there twice")
@State
public class RingClaimStress extends RoundedRing {
    @Actor
    public void writer() {
        put(first);
    }

    @Actor
    public void otherWriter() {
        put(second);
    }

    @Arbiter
    public void reader(JJ_Result seen) {
        seen.r1 = take();
        seen.r2 = take();
    }
}

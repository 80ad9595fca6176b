package dev.kanishk.collections.concurrent;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A submitter and a worker that goes to sleep: one of them notices the other. */
@JCStressTest
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "a task waits, a worker sleeps")
@Outcome(expect = Expect.ACCEPTABLE, desc = "the worker is awake, or will be woken")
@State
public class SleepStress {
    private final Sleepers sleepers = new Sleepers(new Thread[0]);
    private final SubmissionLane lane = new SubmissionLane(2);

    public SleepStress() {
        sleepers.beginSearch();
    }

    @Actor
    public void submitter(ZZ_Result noticed) {
        lane.offer(() -> {});
        noticed.r1 = sleepers.sleeping() > 0;
    }

    @Actor
    public void worker(ZZ_Result noticed) {
        sleepers.countSleeper();
        noticed.r2 = !lane.isEmpty();
    }
}

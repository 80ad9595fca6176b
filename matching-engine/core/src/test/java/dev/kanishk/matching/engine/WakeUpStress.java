package dev.kanishk.matching.engine;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A thread that goes to sleep, and one that publishes: one of them sees the other. */
@JCStressTest
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "it sleeps, and is not woken")
@Outcome(expect = Expect.ACCEPTABLE, desc = "it saw what was published, or was woken")
@State
public class WakeUpStress {
    private final ParkingSpot spot = new ParkingSpot();
    private final CommandRing ring = new CommandRing(2);

    /** Whether the sleeper looked before it could park; parking itself is left out. */
    @Actor
    public void sleeper(ZZ_Result noticed) {
        spot.announce();
        noticed.r1 = ring.hasNext();
    }

    @Actor
    public void publisher(ZZ_Result noticed) {
        ring.abandon(ring.claim());
        noticed.r2 = spot.wake();
    }
}

package dev.kanishk.agents.run;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What time it is for runs, and how they wait. Must be safe for use by many threads. */
public interface RunClock extends InstantSource {
    /**
     * Waits.
     *
     * @param pause how long
     * @throws InterruptedException if interrupted
     */
    void pause(Duration pause) throws InterruptedException;

    /**
     * Uses the machine's clock.
     *
     * @return the clock
     */
    static RunClock system() {
        return new RunClock() {
            @Override
            public Instant instant() {
                return Instant.now();
            }

            @Override
            public void pause(Duration pause) throws InterruptedException {
                boolean released =
                        new CountDownLatch(1).await(pause.toNanos(), TimeUnit.NANOSECONDS);
                assert !released : "nobody counts down";
            }
        };
    }
}

package dev.kanishk.scheduler.store;

import java.time.Instant;

/**
 * A circuit as all workers see it.
 *
 * @param name {@code type:NAME} or {@code target:NAME}
 * @param epoch raised by each change; a change names the one that it is made from
 * @param open whether jobs are parked; if not, the change closes the circuit
 * @param until when a probe may go, by the store's clock
 * @param failedProbes how many probes failed since it opened, for the backoff
 */
public record Circuit(String name, long epoch, boolean open, Instant until, int failedProbes) {}

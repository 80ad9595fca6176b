package dev.kanishk.scheduler.store;

/**
 * The end of an attempt.
 *
 * @param claim the attempt
 * @param result how it ended
 */
public record End(Claim claim, Result result) {}

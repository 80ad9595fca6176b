package dev.kanishk.scheduler.store;

/**
 * How many jobs to take of a lane.
 *
 * @param lane which
 * @param limit how many at most: 1 or more
 */
public record Quota(Lane lane, int limit) {}

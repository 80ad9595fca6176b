package dev.kanishk.scheduler.store;

/**
 * A queue of due jobs that are alike for the order in which they go: the oldest first. What order
 * there is between lanes is the dispatcher's to say.
 *
 * @param id the store's number for it
 * @param type the jobs' type
 * @param tenant on whose behalf they are; empty for none
 * @param priority 0 to 9
 */
public record Lane(int id, String type, String tenant, int priority) {}

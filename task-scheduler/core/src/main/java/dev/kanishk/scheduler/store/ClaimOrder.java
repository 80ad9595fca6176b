package dev.kanishk.scheduler.store;

import java.util.List;

/**
 * What a worker takes at once.
 *
 * @param worker who
 * @param number the receipt's, counted by the worker
 * @param policy the version of pauses and limits that the order is made by; nothing is taken under
 *     another
 * @param wishes which lanes
 */
record ClaimOrder(String worker, long number, long policy, List<Wish> wishes) {
    /**
     * What to take of a lane.
     *
     * @param lane its number
     * @param limit how many at most
     * @param least the least ticket that it may have
     * @param tickets exactly these, if not empty
     */
    record Wish(int lane, int limit, long least, List<Long> tickets) {}
}

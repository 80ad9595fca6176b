package dev.kanishk.scheduler.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a worker takes at once. For each receipt that is named, one is written, however many lanes
 * its jobs come from; in the place of its lane is any of theirs.
 *
 * @param worker who
 * @param policy the version of pauses and limits that the order is made by; nothing is taken under
 *     another
 * @param wishes which lanes
 * @param spending what to write of the rate of the wishes' type, less what was taken; none if there
 *     is none, or the dialect does not combine that with the claim
 */
record ClaimOrder(String worker, long policy, List<Wish> wishes, @Nullable Spending spending) {
    /**
     * What may be started at a rate.
     *
     * @param type of what
     * @param tokens how many jobs
     * @param atMs when
     */
    record Spending(String type, double tokens, long atMs) {}

    /**
     * What to take of a lane.
     *
     * @param lane its number
     * @param receipt the number of the receipt for it, counted by the worker; wishes that share one
     *     have lanes of the same type
     * @param limit how many at most
     * @param least the least ticket that it may have
     * @param tickets exactly these, if not empty
     */
    record Wish(int lane, long receipt, int limit, long least, List<Long> tickets) {}
}

package dev.kanishk.matching.flow;

/**
 * What a feed told that is no command, or not the one that it looks like.
 *
 * @param unknownOrders events on orders that the feed does not show being entered
 * @param outOfPriority executions of orders that were not next to trade in the books, at another
 *     price than the order's, or outside continuous trading: the order was made smaller instead
 * @param hiddenExecutions executions of hidden orders
 * @param crosses crosses, whose executions the feed also tells one by one
 * @param ignored events of other kinds
 */
public record FeedCounts(
        long unknownOrders,
        long outOfPriority,
        long hiddenExecutions,
        long crosses,
        long ignored) {}

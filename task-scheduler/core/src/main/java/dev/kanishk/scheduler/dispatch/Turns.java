package dev.kanishk.scheduler.dispatch;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Members that get turns in proportion to their weights: deficit round robin (M. Shreedhar, G.
 * Varghese, <em>Efficient Fair Queuing Using Deficit Round Robin</em>, 1995) with jobs of cost 1.
 */
final class Turns<M extends Turns.Member> {
    /** One that gets turns while it has something. */
    abstract static class Member {
        private int credit;
        private boolean inTurn;

        abstract int weight();

        abstract boolean isEmpty();
    }

    private final ArrayDeque<M> order = new ArrayDeque<>();

    /**
     * Lets one take part that has got something. One of greater weight goes first, as long as it
     * has turns left from before, so that it cannot keep the others waiting by coming and going.
     */
    void join(M member) {
        if (((Member) member).inTurn) {
            return;
        }
        Member state = member;
        state.inTurn = true;
        M first = order.peekFirst();
        if (state.credit > 0 && first != null && member.weight() > first.weight()) {
            order.addFirst(member);
            return;
        }
        if (state.credit <= 0) {
            state.credit = member.weight();
        }
        order.addLast(member);
    }

    int size() {
        return order.size();
    }

    /** The one whose turn it is; those that have nothing leave. */
    @Nullable M first() {
        while (true) {
            M first = order.peekFirst();
            if (first == null || !first.isEmpty()) {
                return first;
            }
            order.removeFirst();
            ((Member) first).inTurn = false;
        }
    }

    /** The first has used a turn. */
    void used(M first) {
        Member state = first;
        state.credit--;
        if (state.credit <= 0) {
            state.credit = first.weight();
            skip();
        }
    }

    /** The first cannot use its turn now. */
    void skip() {
        order.addLast(order.removeFirst());
    }
}

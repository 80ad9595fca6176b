package dev.kanishk.matching.orderbook;

import dev.kanishk.matching.command.TimeInForce;
import java.util.Arrays;

/**
 * An instrument's orders that expire, the next first: a binary heap of slots, by expiry and, at the
 * same time, by entry. Each order's record knows its place, so that it is removed in O(log n).
 */
final class ExpiryQueue {
    private final OrderSlab orders;
    private int[] heap = new int[0];
    private int size;

    ExpiryQueue(OrderSlab orders) {
        this.orders = orders;
    }

    /** Returns when the next order expires; {@code Long.MAX_VALUE} also if none does. */
    long nextNanos() {
        return size == 0 ? Long.MAX_VALUE : orders.expiry(heap[0]);
    }

    /** Returns the next order, or 0. */
    int first() {
        return size == 0 ? 0 : heap[0];
    }

    void add(int slot) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, Math.max(16, 2 * size));
        }
        up(size++, slot);
    }

    void remove(int slot) {
        int at = orders.heapIndex(slot);
        int last = heap[--size];
        if (last != slot) {
            if (at > 0 && isBefore(last, heap[(at - 1) >> 1])) {
                up(at, last);
            } else {
                down(at, last);
            }
        }
    }

    /** Hands out the orders of the day, in no order; returns how many there are. */
    int dayOrders(SlotConsumer consumer) {
        int count = 0;
        for (int at = 0; at < size; at++) {
            if (OrderSlab.timeInForce(orders.flags(heap[at])) == TimeInForce.DAY) {
                consumer.accept(count++, heap[at]);
            }
        }
        return count;
    }

    /** Is given slots. */
    @FunctionalInterface
    interface SlotConsumer {
        /** Takes the slot that is given as the one of this number. */
        void accept(int number, int slot);
    }

    private boolean isBefore(int slot, int other) {
        long a = orders.expiry(slot);
        long b = orders.expiry(other);
        return a < b || (a == b && orders.entry(slot) < orders.entry(other));
    }

    private void up(int from, int slot) {
        int at = from;
        while (at > 0 && isBefore(slot, heap[(at - 1) >> 1])) {
            put(at, heap[(at - 1) >> 1]);
            at = (at - 1) >> 1;
        }
        put(at, slot);
    }

    private void down(int from, int slot) {
        int at = from;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBefore(heap[child], slot)) {
                break;
            }
            put(at, heap[child]);
            at = child;
        }
        put(at, slot);
    }

    private void put(int at, int slot) {
        heap[at] = slot;
        orders.heapIndex(slot, at);
    }
}

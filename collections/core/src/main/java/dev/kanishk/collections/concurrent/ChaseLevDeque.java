package dev.kanishk.collections.concurrent;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The deque of a worker: its owner pushes and pops at the bottom, thieves steal from the top.
 *
 * <p>The algorithm is that of Chase and Lev, <i>Dynamic Circular Work-Stealing Deque</i> (SPAA
 * 2005), with the memory orderings that Lê, Pop, Cohen and Zappa Nardelli proved sufficient in
 * <i>Correct and Efficient Work-Stealing for Weak Memory Models</i> (PPoPP 2013).
 *
 * <p><b>State.</b> {@code top} and {@code bottom} only name positions; the element of position
 * {@code i} lies at {@code elements[i mod length]}. {@code top} never falls, so a compare-and-set
 * on it cannot succeed on a value that came back. The positions {@code top} to {@code bottom - 1}
 * are in the deque.
 *
 * <p><b>Who takes what.</b> A thief owns the element of position {@code t} once it has moved {@code
 * top} from {@code t} to {@code t + 1}. The owner takes position {@code b = bottom - 1} without a
 * compare-and-set as long as {@code top < b}: it first lowers {@code bottom} to {@code b}, then
 * reads {@code top}. A thief first reads {@code top}, then {@code bottom}. The full fence between
 * the two steps on both sides makes at least one of them see the other: either the owner sees that
 * {@code top} has reached {@code b} and competes for it on {@code top}, or the thief sees that
 * {@code bottom} has fallen and leaves. Without either fence, both can take the last element; the
 * stress test shows it.
 *
 * <p><b>What is published.</b> A push writes the element, then a release fence, then {@code
 * bottom}; a thief reads {@code bottom} with acquire, so it sees the element and all its submitter
 * wrote. A larger array is published with release before any element that only it holds.
 *
 * <p><b>References.</b> Only the owner writes to the array. It forgets what it pops at once, and
 * what was stolen when it next finds the deque empty.
 */
final class ChaseLevDeque<E> extends ChaseLevFields.After {
    private static final VarHandle BOTTOM;
    private static final VarHandle TOP;
    private static final VarHandle ELEMENTS;
    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(Object[].class);

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            BOTTOM = lookup.findVarHandle(ChaseLevFields.Owner.class, "bottom", long.class);
            ELEMENTS = lookup.findVarHandle(ChaseLevFields.Owner.class, "elements", Object[].class);
            TOP = lookup.findVarHandle(ChaseLevFields.Thieves.class, "top", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int maxCapacity;

    /**
     * Makes an empty deque.
     *
     * @param capacity room to begin with, a power of two
     * @param maxCapacity room it may grow to, a power of two
     */
    ChaseLevDeque(int capacity, int maxCapacity) {
        super(new Object[capacity]);
        this.maxCapacity = maxCapacity;
    }

    /**
     * Adds an element at the bottom. Owner only.
     *
     * @return false if the deque is full and may not grow
     */
    boolean push(E element) {
        long b = bottom;
        long t = (long) TOP.getAcquire(this);
        Object[] array = elements;
        if (b - t >= array.length) {
            if (array.length >= maxCapacity) {
                return false;
            }
            array = grow(array, t, b);
        }
        ELEMENT.setOpaque(array, (int) b & (array.length - 1), element);
        VarHandle.releaseFence();
        BOTTOM.setOpaque(this, b + 1);
        return true;
    }

    /** Takes the youngest element, or returns null if there is none. Owner only. */
    @SuppressWarnings("unchecked") // only elements of this type go in
    @Nullable E pop() {
        long b = bottom - 1;
        Object[] array = elements;
        long t = (long) TOP.getAcquire(this);
        if (t > b) {
            forgetStolen(array, t);
            return null;
        }
        BOTTOM.setOpaque(this, b);
        VarHandle.fullFence();
        t = (long) TOP.getOpaque(this);
        if (t > b) {
            BOTTOM.setOpaque(this, b + 1);
            return null;
        }
        int index = (int) b & (array.length - 1);
        Object element = ELEMENT.getOpaque(array, index);
        if (t == b) {
            boolean won = TOP.compareAndSet(this, t, t + 1);
            BOTTOM.setOpaque(this, b + 1);
            if (!won) {
                return null;
            }
        }
        ELEMENT.setOpaque(array, index, null);
        return (E) element;
    }

    /** Takes the oldest element, or returns null if there is none. Any thread. */
    @SuppressWarnings("unchecked") // only elements of this type go in
    @Nullable E steal() {
        while (true) {
            long t = (long) TOP.getAcquire(this);
            VarHandle.fullFence();
            long b = (long) BOTTOM.getAcquire(this);
            if (t >= b) {
                return null;
            }
            Object[] array = (Object[]) ELEMENTS.getAcquire(this);
            Object element = ELEMENT.getOpaque(array, (int) t & (array.length - 1));
            if (TOP.compareAndSet(this, t, t + 1)) {
                return (E) element;
            }
        }
    }

    /** Returns how many elements there are, at a moment during the call. */
    int size() {
        long t = (long) TOP.getAcquire(this);
        long b = (long) BOTTOM.getAcquire(this);
        return (int) Math.max(0, b - t);
    }

    /** Returns how many references the array holds, which the owner would forget in time. */
    int referencesHeld() {
        int held = 0;
        Object[] array = (Object[]) ELEMENTS.getAcquire(this);
        for (int i = 0; i < array.length; i++) {
            if (ELEMENT.getOpaque(array, i) != null) {
                held++;
            }
        }
        return held;
    }

    private Object[] grow(Object[] array, long t, long b) {
        Object[] larger = new Object[array.length * 2];
        for (long i = t; i < b; i++) {
            ELEMENT.setOpaque(
                    larger,
                    (int) i & (larger.length - 1),
                    ELEMENT.getOpaque(array, (int) i & (array.length - 1)));
        }
        ELEMENTS.setRelease(this, larger);
        return larger;
    }

    private void forgetStolen(Object[] array, long t) {
        for (long i = Math.max(cleared, t - array.length); i < t; i++) {
            ELEMENT.setOpaque(array, (int) i & (array.length - 1), null);
        }
        cleared = t;
    }
}

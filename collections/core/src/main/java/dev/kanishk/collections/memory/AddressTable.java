package dev.kanishk.collections.memory;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hash table from addresses to what lies there: open addressing with linear probing, half full at
 * most, deletion by shifting back (Knuth, TAOCP 3, 6.4, algorithm R), so that no lookup boxes its
 * key.
 */
final class AddressTable<T> {
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;
    private static final int FIRST_SLOTS = 16;

    private long[] keys = new long[FIRST_SLOTS];
    private @Nullable Object[] values = new @Nullable Object[FIRST_SLOTS];
    private int size;

    int size() {
        return size;
    }

    @Nullable T get(long address) {
        int slot = find(address);
        return valueAt(slot);
    }

    /** Makes room for more entries, so that as many {@link #put} cannot fail. */
    void reserve(int more) {
        int slots = keys.length;
        while (slots < 2 * (size + more)) {
            slots = Math.multiplyExact(slots, 2);
        }
        if (slots == keys.length) {
            return;
        }
        long[] oldKeys = keys;
        @Nullable Object[] oldValues = values;
        long[] newKeys = new long[slots];
        values = new @Nullable Object[slots];
        keys = newKeys;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != null) {
                int slot = find(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }

    void put(long address, T value) {
        reserve(1);
        int slot = find(address);
        if (values[slot] == null) {
            size++;
        }
        keys[slot] = address;
        values[slot] = value;
    }

    @Nullable T remove(long address) {
        int hole = find(address);
        T removed = valueAt(hole);
        if (removed == null) {
            return null;
        }
        size--;
        int mask = keys.length - 1;
        int slot = hole;
        values[hole] = null;
        while (true) {
            slot = (slot + 1) & mask;
            if (values[slot] == null) {
                return removed;
            }
            int home = home(keys[slot]);
            boolean stays =
                    hole <= slot ? hole < home && home <= slot : hole < home || home <= slot;
            if (!stays) {
                keys[hole] = keys[slot];
                values[hole] = values[slot];
                values[slot] = null;
                hole = slot;
            }
        }
    }

    void forEach(Consumer<T> action) {
        for (int slot = 0; slot < keys.length; slot++) {
            T value = valueAt(slot);
            if (value != null) {
                action.accept(value);
            }
        }
    }

    void clear() {
        Arrays.fill(values, null);
        size = 0;
    }

    private int home(long address) {
        return (int) ((address * GOLDEN_RATIO) >>> 32) & (keys.length - 1);
    }

    /** Returns the slot that holds the address or, if none does, the empty one that would. */
    private int find(long address) {
        int mask = keys.length - 1;
        int slot = home(address);
        while (values[slot] != null && keys[slot] != address) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    @SuppressWarnings("unchecked") // put is the only one that writes values
    private @Nullable T valueAt(int slot) {
        return (T) values[slot];
    }
}

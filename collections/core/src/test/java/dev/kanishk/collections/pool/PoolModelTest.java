package dev.kanishk.collections.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** A pool of one thread's use is a stack of what is free. */
class PoolModelTest {
    @Property(tries = 300)
    void lendsWhatAStackOfFreeObjectsWould(
            @ForAll @IntRange(min = 1, max = 6) int capacity,
            @ForAll boolean confined,
            @ForAll boolean checking,
            @ForAll @Size(max = 60) List<@IntRange(min = -1, max = 5) Integer> operations) {
        AtomicInteger made = new AtomicInteger();
        ObjectPool<Integer> pool =
                ObjectPool.of(capacity, made::getAndIncrement, new PoolOptions(confined, checking));
        Deque<Integer> free = new ArrayDeque<>();
        for (int i = capacity - 1; i >= 0; i--) {
            free.push(i);
        }
        List<Integer> lent = new ArrayList<>();
        for (int operation : operations) {
            if (operation < 0 || lent.isEmpty()) {
                Integer expected = free.poll();
                assertThat(pool.tryAcquire()).isEqualTo(expected);
                if (expected != null) {
                    lent.add(expected);
                }
            } else {
                Integer released = lent.remove(/* index */ operation % lent.size());
                pool.release(released);
                free.push(released);
            }
            assertThat(pool.available()).isEqualTo(free.size());
        }
        assertThat(pool.inUse()).hasSize(checking ? lent.size() : 0);
    }
}

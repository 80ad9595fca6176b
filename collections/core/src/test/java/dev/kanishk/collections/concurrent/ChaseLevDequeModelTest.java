package dev.kanishk.collections.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The deque on one thread, against the JDK's. */
class ChaseLevDequeModelTest {
    private static final int PUSH_UNTIL = 6;
    private static final int POP_UNTIL = 8;

    @Property(tries = 500)
    void behavesAsABoundedDequeThroughGrowthAndWrapping(
            @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 9) Integer> operations) {
        ChaseLevDeque<Integer> deque = new ChaseLevDeque<>(2, 16);
        Deque<Integer> model = new ArrayDeque<>();
        int next = 0;
        for (int operation : operations) {
            if (operation < PUSH_UNTIL) {
                boolean room = model.size() < 16;
                assertThat(deque.push(next)).isEqualTo(room);
                if (room) {
                    model.addLast(next);
                }
                next++;
            } else if (operation < POP_UNTIL) {
                assertThat(deque.pop()).isEqualTo(model.pollLast());
            } else {
                assertThat(deque.steal()).isEqualTo(model.pollFirst());
            }
            assertThat(deque.size()).isEqualTo(model.size());
        }
    }

    @Test
    void forgetsWhatWasTakenOnceItIsFoundEmpty() {
        ChaseLevDeque<Object> deque = new ChaseLevDeque<>(4, 64);
        for (int i = 0; i < 40; i++) {
            deque.push(new Object());
        }
        for (int i = 0; i < 20; i++) {
            deque.pop();
        }
        assertThat(deque.referencesHeld()).isEqualTo(20);
        for (int i = 0; i < 20; i++) {
            deque.steal();
        }
        assertThat(deque.pop()).isNull();
        assertThat(deque.referencesHeld()).isZero();
    }
}

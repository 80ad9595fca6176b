package dev.kanishk.collections.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** A lane on one thread, against a queue. */
class SubmissionLaneModelTest {
    @Property(tries = 500)
    void behavesAsABoundedQueueUntilClosed(
            @ForAll @Size(max = 100) List<@IntRange(min = 0, max = 9) Integer> operations,
            @ForAll @IntRange(min = 0, max = 100) int closeAt) {
        SubmissionLane lane = new SubmissionLane(8);
        Deque<Runnable> model = new ArrayDeque<>();
        Runnable[] taken = new Runnable[4];
        boolean closed = false;
        long accepted = 0;
        int step = 0;
        for (int operation : operations) {
            if (step++ == closeAt) {
                lane.close();
                closed = true;
            }
            if (operation < 7) {
                Runnable task = () -> {};
                SubmissionLane.Offer expected =
                        closed
                                ? SubmissionLane.Offer.CLOSED
                                : model.size() == 8
                                        ? SubmissionLane.Offer.FULL
                                        : SubmissionLane.Offer.ACCEPTED;
                assertThat(lane.offer(task)).isEqualTo(expected);
                if (expected == SubmissionLane.Offer.ACCEPTED) {
                    model.add(task);
                    accepted++;
                }
            } else {
                int count = lane.take(taken, operation - 6);
                assertThat(count).isEqualTo(Math.min(operation - 6, model.size()));
                for (int i = 0; i < count; i++) {
                    assertThat(taken[i]).isSameAs(model.poll());
                }
            }
            assertThat(lane.size()).isEqualTo(model.size());
            assertThat(lane.submitted()).isEqualTo(accepted);
            assertThat(lane.isExhausted()).isEqualTo(closed && model.isEmpty());
        }
    }
}

package dev.kanishk.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.scheduler.store.Lane;
import dev.kanishk.scheduler.store.Quota;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Who is asked for how much, over many calls. */
class DueLanesTest {
    private static final int CALL = 1_000;
    private static final int LANES_MAX = 128;

    private final DueLanes lanes = new DueLanes();
    private final Map<Lane, Integer> given = new HashMap<>();
    private int lastLane;

    private Lane due(String tenant, int priority) {
        Lane lane = new Lane(++lastLane, "type", tenant, priority);
        lanes.add(lane);
        return lane;
    }

    /** Makes a call that gives no more than what a limit leaves, of lanes that never are empty. */
    private List<Quota> call(int jobs, int limit) {
        List<Quota> quotas = lanes.next(jobs, LANES_MAX);
        int left = limit;
        List<Lane> shortOf = new ArrayList<>();
        for (Quota quota : quotas) {
            int taken = Math.min(left, quota.limit());
            left -= taken;
            given.merge(quota.lane(), taken, Integer::sum);
            lanes.answered(quota, taken);
            if (taken == quota.limit()) {
                lanes.add(quota.lane());
            } else {
                shortOf.add(quota.lane());
            }
        }
        shortOf.forEach(lane -> lanes.hold(lane, 0));
        lanes.release();
        return quotas;
    }

    private <K> Map<K, Integer> givenBy(Function<Lane, K> key) {
        Map<K, Integer> sums = new HashMap<>();
        given.forEach((lane, jobs) -> sums.merge(key.apply(lane), jobs, Integer::sum));
        return sums;
    }

    @Test
    void asksForAllOfACallOfNoMoreLanesThanAllowed() {
        for (int i = 0; i < 1_000; i++) {
            due("t" + i % 100, i / 100);
        }
        for (int i = 0; i < 100; i++) {
            List<Quota> quotas = call(CALL, CALL);
            assertThat(quotas.stream().mapToInt(Quota::limit).sum()).isEqualTo(CALL);
            assertThat(quotas).hasSizeLessThanOrEqualTo(LANES_MAX).doesNotHaveDuplicates();
        }
    }

    @Test
    void givesATenantOfOneLaneAsMuchAsOneOfTen() {
        for (int tenant = 0; tenant < 100; tenant++) {
            for (int priority = 0; priority < (tenant % 2 == 0 ? 10 : 1); priority++) {
                due("t" + tenant, priority);
            }
        }
        for (int i = 0; i < 1_000; i++) {
            call(CALL, CALL);
        }
        assertThat(givenBy(Lane::tenant).values())
                .hasSize(100)
                .allMatch(n -> n > 9_800 && n < 10_200);
    }

    @Test
    void givesEachPriorityTwiceWhatTheNextLowerOneGets() {
        for (int tenant = 0; tenant < 20; tenant++) {
            for (int priority = 0; priority < 10; priority++) {
                due("t" + tenant, priority);
            }
        }
        for (int i = 0; i < 1_000; i++) {
            call(CALL, CALL);
        }
        Map<Integer, Integer> sums = givenBy(Lane::priority);
        for (int priority = 1; priority < 10; priority++) {
            double ratio =
                    (double) sums.getOrDefault(priority, 0) / sums.getOrDefault(priority - 1, 0);
            assertThat(ratio).as("priority " + priority).isBetween(1.9, 2.1);
        }
    }

    @Test
    void sharesWhatALimitLeavesOfEachCall() {
        for (int tenant = 0; tenant < 7; tenant++) {
            due("t" + tenant, 0);
            due("t" + tenant, 1);
        }
        for (int i = 0; i < 2_100; i++) {
            call(100, 1);
        }
        assertThat(givenBy(Lane::tenant).values()).hasSize(7).allMatch(n -> n > 290 && n < 310);
        assertThat(givenBy(Lane::priority).getOrDefault(1, 0)).isBetween(1_350, 1_450);
    }

    @Test
    void savesUpNothingForATenantThatWasIdle() {
        due("busy", 0);
        for (int i = 0; i < 100; i++) {
            call(CALL, CALL);
        }
        due("late", 0);
        given.clear();
        for (int i = 0; i < 100; i++) {
            call(CALL, CALL);
        }
        assertThat(givenBy(Lane::tenant).getOrDefault("late", 0)).isBetween(49_000, 52_000);
    }

    @Test
    void asksOneLaneOfEachCallInItsTurnIfMoreAreNotAllowed() {
        due("a", 9);
        due("a", 8);
        due("b", 0);
        for (int i = 0; i < 300; i++) {
            List<Quota> quotas = lanes.next(1, 1);
            assertThat(quotas).hasSize(1);
            given.merge(quotas.getFirst().lane(), 1, Integer::sum);
            lanes.add(quotas.getFirst().lane());
        }
        assertThat(givenBy(Lane::tenant)).containsEntry("a", 150).containsEntry("b", 150);
        assertThat(givenBy(Lane::priority).getOrDefault(9, 0)).isBetween(98, 102);
    }

    @Test
    void dropsWhatItHeldBackOnlyIfThatWasBeforeTheLook() {
        Lane lane = due("a", 0);
        Quota quota = lanes.next(4, LANES_MAX).getFirst();
        lanes.answered(quota, 0);
        lanes.hold(lane, 10);
        lanes.dropHeldSince(9);
        assertThat(lanes.isHeld()).isTrue();
        lanes.dropHeldSince(10);
        assertThat(lanes.isHeld()).isFalse();
        lanes.release();
        assertThat(lanes.isEmpty()).isTrue();
    }
}

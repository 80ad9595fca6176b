package dev.kanishk.scheduler.server.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static Plan plan(long seed) {
        return Plan.of(seed, 3, Duration.ofMinutes(2), List.of(Fault.KILL, Fault.STOP, Fault.ROLL));
    }

    @Test
    void isTheSameForTheSameSeed() {
        assertThat(plan(1)).isEqualTo(plan(1));
        assertThat(plan(1)).isNotEqualTo(plan(2));
    }

    @Test
    void keepsToTheTimeAndLetsEveryWorkerThatStandsStillGoOn() {
        List<Plan.Step> steps =
                Plan.of(3, 3, Duration.ofMinutes(2), List.of(Fault.KILL, Fault.STOP)).steps();

        assertThat(steps).extracting(Plan.Step::at).isSorted();
        assertThat(steps)
                .filteredOn(step -> step.fault() == Fault.STOP)
                .isNotEmpty()
                .allSatisfy(step ->
                        assertThat(steps)
                                .contains(
                                        new Plan.Step(
                                                step.at().plus(Plan.STANDSTILL),
                                                Fault.CONTINUE,
                                                step.worker())));
        assertThat(steps)
                .filteredOn(step -> step.fault() != Fault.CONTINUE)
                .allMatch(step -> step.at().compareTo(Duration.ofMinutes(2)) < 0);
    }

    @Test
    void leavesAWorkerAloneThatStandsStill() {
        List<Plan.Step> steps = plan(3).steps();

        for (Plan.Step stop : steps) {
            if (stop.fault() == Fault.STOP) {
                assertThat(steps)
                        .filteredOn(step -> step.at().compareTo(stop.at()) > 0)
                        .filteredOn(
                                step -> step.at().compareTo(stop.at().plus(Plan.STANDSTILL)) < 0)
                        .noneMatch(step -> step.fault() == Fault.ROLL)
                        .noneMatch(step ->
                                step.fault() == Fault.KILL && step.worker() == stop.worker());
            }
        }
    }
}

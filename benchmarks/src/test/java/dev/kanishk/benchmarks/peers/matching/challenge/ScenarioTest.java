package dev.kanishk.benchmarks.peers.matching.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

/** The flows have the properties that they are compared for. */
class ScenarioTest {
    private static final int SAMPLE = 256;

    /** What a flow was made of, and what rested on average while it ran. */
    private record Course(
            double immediate,
            double entered,
            double cancels,
            double modifies,
            double rejects,
            double live,
            double levels,
            long trades) {
        static Course of(OrderFlow flow) {
            ReportRing ring = ReportRing.own(1 << 10);
            ReferenceEngine engine = new ReferenceEngine(ring, flow.symbols());
            flow.replay(engine, 0, flow.prefill());
            long tradesBefore = engine.trades();
            int[] kinds = new int[4];
            double live = 0;
            double levels = 0;
            int rejects = 0;
            int messages = flow.length() - flow.prefill();
            for (int at = flow.prefill(); at < flow.length(); at++) {
                kinds[flow.immediate(at) ? 3 : flow.kind(at)]++;
                flow.replay(engine, at, at + 1);
                rejects += ring.type(ring.written() - 1) >= ReportRing.CANCEL_REJECT ? 1 : 0;
                if (at % SAMPLE == 0) {
                    live += engine.live() * (double) SAMPLE / messages;
                    levels += engine.levels() * (double) SAMPLE / messages;
                }
            }
            double all = messages;
            return new Course(
                    kinds[3] / all,
                    kinds[OrderFlow.NEW] / all,
                    kinds[OrderFlow.CANCEL] / all,
                    kinds[OrderFlow.MODIFY] / all,
                    rejects / all,
                    live,
                    levels,
                    engine.trades() - tradesBefore);
        }
    }

    @Test
    void standsStillWithManyOrdersAtFewPrices() {
        Course course = Course.of(Scenario.STATIC.flow());

        assertThat(course.live).isBetween(20_000.0, 22_000.0);
        assertThat(course.levels).isBetween(50.0, 70.0);
        assertThat(course.trades).isBetween(500L, 1_100L);
    }

    @Test
    void movesOnAQuietDay() {
        Course course = Course.of(Scenario.NORMAL.flow());

        assertThat(course.live).isBetween(2_000.0, 3_400.0);
        assertThat(course.levels).isBetween(150.0, 350.0);
        assertThat(course.trades).isBetween(55_000L, 70_000L);
    }

    @Test
    void spreadsOverMorePricesOnWildDays() {
        Course swing = Course.of(Scenario.SWING_25.flow());
        Course wider = Course.of(Scenario.SWING_40.flow());

        assertThat(swing.live).isBetween(1_000.0, 1_700.0);
        assertThat(swing.levels).isBetween(600.0, 1_000.0);
        assertThat(wider.live).isBetween(500.0, 900.0);
        assertThat(wider.levels).isBetween(400.0, 700.0);
    }

    @Test
    void leavesFewOrdersFarApartInACrash() {
        Course course = Course.of(Scenario.FLASH_CRASH.flow());

        assertThat(course.live).isBetween(200.0, 500.0);
        assertThat(course.levels / course.live).isGreaterThan(0.8);
        assertThat(course.trades).isBetween(65_000L, 75_000L);
    }

    @Test
    void mixesLivesOfOrdersAsPublished() {
        OrderFlow flow = Scenario.NORMAL.flow(400_000);
        Course course = Course.of(flow);
        double news = course.immediate + course.entered;

        assertThat(course.immediate / news).isCloseTo(0.15, within(0.005));
        assertThat(course.cancels / course.entered).isCloseTo(0.95 * 1.02, within(0.01));
        assertThat(course.modifies / course.entered).isCloseTo(0.2038, within(0.01));
        assertThat(course.rejects).isBetween(0.01, 0.06);
        assertThat(messagesPerOrder(flow)).isCloseTo(2.0, within(0.05));
    }

    private static double messagesPerOrder(OrderFlow flow) {
        BitSet orders = new BitSet();
        for (int at = 0; at < flow.length(); at++) {
            if (flow.kind(at) == OrderFlow.NEW) {
                assertThat(orders.get((int) flow.orderId(at))).isFalse();
                orders.set((int) flow.orderId(at));
            }
        }
        return flow.length() / (double) orders.cardinality();
    }

    @Test
    void mixesMessagesAsOnNasdaqsFeed() {
        for (Scenario scenario : new Scenario[] {Scenario.ITCH_10K, Scenario.SYMBOLS_1K}) {
            OrderFlow flow = scenario.flow(200_000);
            Course course = Course.of(flow);

            assertThat(flow.length() - flow.prefill()).isEqualTo(200_000);
            assertThat(course.entered).isCloseTo(0.49, within(0.02));
            assertThat(course.cancels).isCloseTo(0.43, within(0.02));
            assertThat(course.immediate).isCloseTo(0.05, within(0.003));
            assertThat(course.modifies).isCloseTo(0.03, within(0.003));
            assertThat(course.rejects).isZero();
            assertThat(course.live).isCloseTo(scenario.liveOrders(), within(2_000.0));
        }
    }

    @Test
    void isTheSameOnEveryMachine() {
        assertThat(hash(Scenario.SWING_40.flow(100_000))).isEqualTo(-7593413353008577603L);
        assertThat(hash(Scenario.SYMBOLS_10.flow(100_000))).isEqualTo(-7794455359205358472L);
    }

    private static long hash(OrderFlow flow) {
        long hash = flow.prefill();
        for (int at = 0; at < flow.length(); at++) {
            hash =
                    31 * hash
                            + flow.kind(at)
                            + (flow.buy(at) ? 7 : 0)
                            + (flow.immediate(at) ? 9 : 0);
            hash = 31 * hash + flow.symbol(at);
            hash = 31 * hash + flow.orderId(at);
            hash = 31 * hash + flow.price(at);
            hash = 31 * hash + flow.quantity(at);
        }
        return hash;
    }

    @Test
    void namesTheFlowsThatThereAre() {
        assertThat(Scenario.of("itch-10k")).isEqualTo(Scenario.ITCH_10K);
        assertThatThrownBy(() -> Scenario.of("calm"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no flow is named calm; use one of static, normal, ");
    }
}

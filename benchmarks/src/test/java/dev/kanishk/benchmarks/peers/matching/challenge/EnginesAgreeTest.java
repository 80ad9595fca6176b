package dev.kanishk.benchmarks.peers.matching.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What is compared must do the same work: every engine reports the same, byte for byte. */
class EnginesAgreeTest {
    @Test
    void everyEngineReportsTheSameOfEveryFlow() throws IOException {
        for (Scenario scenario : Scenario.values()) {
            if (scenario.liveOrders() <= 100_000) {
                agreeOn(scenario.label(), scenario.flow(40_000));
            }
        }
    }

    private static void agreeOn(String label, OrderFlow flow) throws IOException {
        String expected = Replay.hash(EngineKind.REFERENCE, flow);

        assertThat(Replay.hash(EngineKind.OURS, flow)).as(label).isEqualTo(expected);
        assertThat(Replay.hash(EngineKind.EXCHANGE_CORE, flow)).as(label).isEqualTo(expected);
        assertThat(Replay.hash(EngineKind.PARITY, flow)).as(label).isEqualTo(expected);
    }

    @Test
    void theHashTellsReportsApart() throws IOException {
        OrderFlow flow = Scenario.NORMAL.flow(1_000);

        assertThat(Replay.hash(EngineKind.EMPTY, flow))
                .isNotEqualTo(Replay.hash(EngineKind.REFERENCE, flow));
    }

    @Test
    void ourViewOfTheBookIsTheReferencesAfterEveryMessage() {
        OrderFlow flow = Scenario.SWING_40.flow(4_000);
        ReportRing ring = ReportRing.own(1 << 10);
        Engine ours = EngineKind.OURS.create(ring, flow);
        Engine reference = EngineKind.REFERENCE.create(ring, flow);
        BookView seen = (BookView) ours;
        BookView expected = (BookView) reference;

        for (int at = 0; at < flow.length(); at++) {
            flow.replay(ours, at, at + 1);
            flow.replay(reference, at, at + 1);

            assertThat(seen.bestBid()).isEqualTo(expected.bestBid());
            assertThat(seen.bestOffer()).isEqualTo(expected.bestOffer());
            long price = flow.price(at);
            assertThat(seen.depthAt(price, true)).isEqualTo(expected.depthAt(price, true));
            assertThat(seen.depthAt(price, false)).isEqualTo(expected.depthAt(price, false));
        }
    }
}

package dev.kanishk.benchmarks.peers.matching;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is compared must do the same work. */
class BooksAgreeTest {
    @Test
    void oursAndExchangeCoresMakeTheSameTrades() {
        LimitOrderFlow flow = new LimitOrderFlow(1_000, 50_000);
        OurBooks ours = new OurBooks();
        ExchangeCoreBook peers = new ExchangeCoreBook();

        ours.apply(flow, 0, flow.length());
        peers.apply(flow, 0, flow.length());

        assertThat(ours.trades()).isEqualTo(peers.trades()).isGreaterThan(2_000);
        assertThat(ours.volume()).isEqualTo(peers.volume());
        assertThat(ours.live()).isEqualTo(peers.live());
    }
}

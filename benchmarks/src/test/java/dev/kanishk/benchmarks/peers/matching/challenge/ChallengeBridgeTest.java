package dev.kanishk.benchmarks.peers.matching.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/** The calls that the public benchmark's harness makes, on memory laid out as its own. */
class ChallengeBridgeTest {
    private static final int CAPACITY = 64;

    @Test
    void readsMessagesAndWritesReportsInPlace() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment reports = arena.allocate(CAPACITY * 64L, 64);
            MemorySegment counters = arena.allocate(16, 8);
            MemorySegment messages = arena.allocate(4 * 40L, 8);
            order(messages, 0, 7, 0, 101, 10, 1, 0);
            order(messages, 1, 8, 1, 102, 4, 0, 1);
            messages.set(ValueLayout.JAVA_LONG, 80, 1);
            messages.set(ValueLayout.JAVA_LONG, 88, 7);
            messages.set(ValueLayout.JAVA_LONG, 96, 2);
            order(messages, 3, 7, 3, 99, 1, 0, 0);

            open("OURS", reports, counters);
            ChallengeBridge.onBatch(messages.address(), 2);

            assertThat(counters.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(3);
            assertThat(types(reports, 3)).containsExactly(0, 0, 1);
            assertThat(reports.get(ValueLayout.JAVA_LONG, 2 * 64 + 24)).isEqualTo(101);
            assertThat(reports.get(ValueLayout.JAVA_INT, 2 * 64 + 32)).isEqualTo(4);
            assertThat(reports.get(ValueLayout.JAVA_LONG, 2 * 64 + 40)).isEqualTo(7);
            assertThat(ChallengeBridge.bestOffer()).isEqualTo(101);
            assertThat(ChallengeBridge.bestBid()).isEqualTo(Long.MIN_VALUE);
            assertThat(ChallengeBridge.depthAt(101, 1)).isEqualTo(6);

            ChallengeBridge.onBatch(messages.address() + 80, 1);
            assertThat(types(reports, 4)).containsExactly(0, 0, 1, 2);
            assertThat(ChallengeBridge.bestOffer()).isEqualTo(Long.MAX_VALUE);

            // An id whose order ended is free again.
            ChallengeBridge.onBatch(messages.address() + 120, 1);
            assertThat(ChallengeBridge.bestBid()).isEqualTo(99);
        }
    }

    @Test
    void saysWhichEngineCannotBeAsked() {
        try (Arena arena = Arena.ofConfined()) {
            open("EMPTY", arena.allocate(CAPACITY * 64L, 64), arena.allocate(16, 8));

            assertThatThrownBy(ChallengeBridge::bestBid)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageStartingWith("EmptyEngine cannot say");
        }
    }

    private static void open(String kind, MemorySegment reports, MemorySegment counters) {
        ChallengeBridge.open(
                kind, reports.address(), CAPACITY, counters.address(), counters.address() + 8);
    }

    private static int[] types(MemorySegment reports, int count) {
        int[] types = new int[count];
        for (int report = 0; report < count; report++) {
            types[report] = reports.get(ValueLayout.JAVA_BYTE, report * 64L);
        }
        return types;
    }

    private static void order(
            MemorySegment messages,
            int at,
            long orderId,
            long sequence,
            long price,
            int quantity,
            int side,
            int immediate) {
        long base = at * 40L;
        messages.set(ValueLayout.JAVA_LONG, base, 0);
        messages.set(ValueLayout.JAVA_LONG, base + 8, orderId);
        messages.set(ValueLayout.JAVA_LONG, base + 16, sequence);
        messages.set(ValueLayout.JAVA_LONG, base + 24, price);
        messages.set(ValueLayout.JAVA_INT, base + 32, quantity);
        messages.set(ValueLayout.JAVA_BYTE, base + 36, (byte) side);
        messages.set(ValueLayout.JAVA_BYTE, base + 37, (byte) immediate);
    }
}

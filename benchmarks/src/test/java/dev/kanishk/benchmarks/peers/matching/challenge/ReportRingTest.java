package dev.kanishk.benchmarks.peers.matching.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The ring that reports are written into. */
class ReportRingTest {
    private static final VarHandle COUNTER = ValueLayout.JAVA_LONG.varHandle();

    @Test
    void keepsTheNewestReports() {
        ReportRing ring = ReportRing.own(4);

        for (int report = 0; report < 10; report++) {
            ring.trade(report, 100 + report, report, 2L * report, 3L * report);
        }

        assertThat(ring.written()).isEqualTo(10);
        for (int report = 6; report < 10; report++) {
            assertThat(ring.type(report)).isEqualTo(ReportRing.TRADE);
            assertThat(ring.sequence(report)).isEqualTo(report);
            assertThat(ring.price(report)).isEqualTo(100 + report);
            assertThat(ring.quantity(report)).isEqualTo(report);
            assertThat(ring.makerOrderId(report)).isEqualTo(2L * report);
            assertThat(ring.takerOrderId(report)).isEqualTo(3L * report);
        }
    }

    @Test
    void laysReportsOutAsTheBenchmarkReadsThem() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(4 * 64, 64);
            MemorySegment counters = arena.allocate(16, 8);
            ReportRing ring =
                    ReportRing.shared(
                            memory.address(), 4, counters.address(), counters.address() + 8);

            ring.modifyAck(1, false, 2, -3, 4);
            ring.publish();

            assertThat(counters.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(1);
            assertThat(memory.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 3);
            assertThat(memory.get(ValueLayout.JAVA_BYTE, 1)).isEqualTo((byte) 1);
            assertThat(memory.get(ValueLayout.JAVA_LONG, 8)).isEqualTo(1);
            assertThat(memory.get(ValueLayout.JAVA_LONG, 16)).isEqualTo(2);
            assertThat(memory.get(ValueLayout.JAVA_LONG, 24)).isEqualTo(-3);
            assertThat(memory.get(ValueLayout.JAVA_INT, 32)).isEqualTo(4);
        }
    }

    @Test
    void neverOverwritesWhatAnotherThreadHasNotRead() throws Exception {
        int reports = 200_000;
        int capacity = 8;
        try (Arena arena = Arena.ofShared()) {
            MemorySegment memory = arena.allocate(capacity * 64L, 64);
            MemorySegment counters = arena.allocate(256, 128);
            CompletableFuture<Long> reader =
                    CompletableFuture.supplyAsync(() -> sum(memory, counters, capacity, reports));
            ReportRing ring =
                    ReportRing.shared(
                            memory.address(),
                            capacity,
                            counters.address(),
                            counters.address() + 128);

            for (int report = 0; report < reports; report++) {
                ring.cancelReject(report, 7L * report);
            }
            ring.publish();

            assertThat(reader.get(30, TimeUnit.SECONDS))
                    .isEqualTo(8L * reports * (reports - 1L) / 2);
        }
    }

    private static long sum(
            MemorySegment memory, MemorySegment counters, int capacity, int reports) {
        long sum = 0;
        for (long read = 0; read < reports; read++) {
            while ((long) COUNTER.getAcquire(counters, 0L) == read) {
                Thread.onSpinWait();
            }
            long at = read % capacity * 64;
            sum += memory.get(ValueLayout.JAVA_LONG, at + 8);
            sum += memory.get(ValueLayout.JAVA_LONG, at + 16);
            COUNTER.setRelease(counters, 128L, read + 1);
        }
        return sum;
    }

    @Test
    void refusesSizesThatAreNoPowerOfTwoAndMissingAddresses() {
        assertThatThrownBy(() -> ReportRing.own(48))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("48 reports: use a power of two from 2");
        assertThatThrownBy(() -> ReportRing.shared(64, 4, 0, 64))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("three addresses");
    }
}

package dev.kanishk.benchmarks.peers.matching.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The text that the public benchmark hashes. */
class CanonicalReportsTest {
    private final ReportRing ring = ReportRing.own(16);
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private final CanonicalReports reports = new CanonicalReports(text);

    @Test
    void writesALineOfItsOwnFormForEachType() throws IOException {
        ring.orderAck(1, true, 11, 100, 5);
        ring.orderAck(2, false, 12, -3, 6);
        add(0, 2);
        ring.trade(3, 100, 4, 11, 12);
        ring.cancelAck(3, false, 12, 99);
        add(2, 4);
        ring.modifyAck(4, true, 11, 101, 7);
        add(4, 5);
        ring.cancelReject(5, 13);
        ring.modifyReject(6, 14);
        add(5, 7);

        reports.finish();

        assertThat(text.toString(StandardCharsets.US_ASCII))
                .isEqualTo(
                        """
                        0,1,0,11,100,5
                        0,2,1,12,-3,6
                        1,3,100,4,11,12
                        2,3,1,12,99
                        3,4,0,11,101,7
                        4,5,13
                        5,6,14\
                        """);
    }

    @Test
    void sortsAMessagesReportsByTypeAndKeepsTheOrderOfItsTrades() throws IOException {
        ring.cancelAck(9, true, 1, 50);
        ring.trade(9, 50, 1, 8, 1);
        ring.trade(9, 40, 1, 7, 1);
        ring.orderAck(9, true, 1, 50, 3);
        add(0, 4);

        reports.finish();

        assertThat(text.toString(StandardCharsets.US_ASCII))
                .isEqualTo(
                        """
                        0,9,0,1,50,3
                        1,9,50,1,8,1
                        1,9,40,1,7,1
                        2,9,0,1,50\
                        """);
    }

    @Test
    void hashesTheTextAndBeginsAnew() throws IOException {
        String nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        ring.cancelReject(1, 2);
        add(0, 1);

        String one = reports.finish();

        // printf '4,1,2' | sha256sum
        assertThat(one)
                .isEqualTo("47e14eeae8cb0b2b84903f9063b2a0209838a1d474e1e16c17ba316424809dbe");
        assertThat(reports.finish()).isEqualTo(nothing);
    }

    @Test
    void writesTextsLongerThanItsBuffer() throws IOException {
        int messages = 100_000;
        long bytes = -1;
        for (int message = 0; message < messages; message++) {
            ring.cancelReject(message, message);
            add(message, message + 1);
            bytes += 1 + ("4," + message + "," + message).length();
        }

        reports.finish();

        assertThat(text.size()).isEqualTo(Math.toIntExact(bytes));
    }

    @Test
    void refusesAMessageWithMoreReportsThanTheRingHolds() {
        for (int report = 0; report < 17; report++) {
            ring.cancelReject(1, report);
        }

        assertThatThrownBy(() -> add(0, 17))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("17 reports, the ring holds 16");
    }

    private void add(long from, long to) throws IOException {
        reports.add(ring, from, to);
    }
}

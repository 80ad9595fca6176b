package dev.kanishk.benchmarks.peers.matching.challenge;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The text form of reports that the public benchmark hashes: a line each, stably sorted by sequence
 * number and type, joined by line feeds with none at the end, and its SHA-256.
 *
 * <p>Fed message by message in order of their sequence numbers, it holds no more than one line at a
 * time. Sides are 0 and 1 for buy and sell; the lines are
 *
 * <pre>
 * 0,sequence,side,order,price,quantity       order ack
 * 1,sequence,price,quantity,maker,taker      trade
 * 2,sequence,side,order,price                cancel ack
 * 3,sequence,side,order,price,quantity       modify ack
 * 4,sequence,order                           cancel reject
 * 5,sequence,order                           modify reject
 * </pre>
 */
final class CanonicalReports {
    private static final int FLUSH_BYTES = 1 << 16;
    private static final int LINE_BYTES_MAX = 160;

    private final MessageDigest digest;
    private final OutputStream output;
    private final byte[] text = new byte[FLUSH_BYTES + LINE_BYTES_MAX];
    private int length;
    private long lines;

    /** Makes one that also writes the text to a stream, which it does not close. */
    CanonicalReports(OutputStream output) {
        this.output = output;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Adds the reports of one message, which are those from one count to another, exclusive. */
    void add(ReportRing ring, long from, long to) throws IOException {
        if (to - from > ring.capacity()) {
            throw new IllegalStateException(
                    "one message made "
                            + (to - from)
                            + " reports, the ring holds "
                            + ring.capacity());
        }
        boolean sorted = true;
        for (long report = from + 1; report < to; report++) {
            sorted &= ring.type(report - 1) <= ring.type(report);
        }
        if (sorted) {
            for (long report = from; report < to; report++) {
                line(ring, report);
            }
            return;
        }
        for (int type = 0; type < ReportRing.TYPES; type++) {
            for (long report = from; report < to; report++) {
                if (ring.type(report) == type) {
                    line(ring, report);
                }
            }
        }
    }

    private void line(ReportRing ring, long report) throws IOException {
        if (length > FLUSH_BYTES) {
            flush();
        }
        if (lines++ > 0) {
            text[length++] = '\n';
        }
        int type = ring.type(report);
        text[length++] = (byte) ('0' + type);
        field(ring.sequence(report));
        if (type == ReportRing.TRADE) {
            field(ring.price(report));
            field(Integer.toUnsignedLong(ring.quantity(report)));
            field(ring.makerOrderId(report));
            field(ring.takerOrderId(report));
            return;
        }
        boolean rejects = type == ReportRing.CANCEL_REJECT || type == ReportRing.MODIFY_REJECT;
        if (!rejects) {
            field(ring.buy(report) ? 0 : 1);
        }
        field(ring.orderId(report));
        if (!rejects) {
            field(ring.price(report));
        }
        if (!rejects && type != ReportRing.CANCEL_ACK) {
            field(Integer.toUnsignedLong(ring.quantity(report)));
        }
    }

    private void field(long value) {
        byte[] digits = Long.toString(value).getBytes(StandardCharsets.ISO_8859_1);
        text[length++] = ',';
        System.arraycopy(digits, 0, text, length, digits.length);
        length += digits.length;
    }

    private void flush() throws IOException {
        digest.update(text, 0, length);
        output.write(text, 0, length);
        length = 0;
    }

    long lines() {
        return lines;
    }

    /** Returns the hash of all lines in lower-case hexadecimal, and begins anew. */
    String finish() throws IOException {
        flush();
        lines = 0;
        return HexFormat.of().formatHex(digest.digest());
    }
}

package dev.kanishk.benchmarks.peers.matching.challenge;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A ring of 64-byte reports outside the heap, in the layout of the public benchmark's {@code
 * me_report_t}: byte 0 the type, byte 1 the side (0 buy, 1 sell), then at 8 the message's sequence
 * number, 16 the order id, 24 the price, 32 the quantity (4 bytes), 40 the maker's and 48 the
 * taker's order id; little-endian.
 *
 * <p>Written by one thread. A ring of its own memory is read by the same thread and overwrites what
 * is older than its capacity. A {@linkplain #shared shared} one is read by another thread, maybe of
 * another language, through two counters: this side makes reports visible by storing their count
 * with release, waits for room while the reader's count lags by the capacity, and so never
 * overwrites what was not read.
 */
final class ReportRing {
    static final int REPORT_BYTES = 64;
    static final int REPORTS_DEFAULT = 1 << 16;

    static final int ORDER_ACK = 0;
    static final int TRADE = 1;
    static final int CANCEL_ACK = 2;
    static final int MODIFY_ACK = 3;
    static final int CANCEL_REJECT = 4;
    static final int MODIFY_REJECT = 5;
    static final int TYPES = 6;

    private static final ValueLayout.OfLong WORD =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle COUNTER = ValueLayout.JAVA_LONG.varHandle();

    // Raw addresses let one compiled path serve own and shared memory without a bounds check each.
    @SuppressWarnings("restricted") // every address is base plus a masked index
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private final MemorySegment own;
    private final long base;
    private final long mask;
    private final long writtenAddress;
    private final long readAddress;
    private long written;
    private long limit;

    private ReportRing(
            MemorySegment own, long base, int reports, long writtenAddress, long readAddress) {
        if (reports < 2 || Integer.bitCount(reports) != 1) {
            throw new IllegalArgumentException(reports + " reports: use a power of two from 2");
        }
        this.own = own;
        this.base = base;
        this.mask = reports - 1L;
        this.writtenAddress = writtenAddress;
        this.readAddress = readAddress;
        this.limit = reports;
    }

    /** Returns a ring of its own memory, for so many reports, a power of two. */
    static ReportRing own(int reports) {
        MemorySegment own = Arena.ofAuto().allocate((long) reports * REPORT_BYTES, REPORT_BYTES);
        return new ReportRing(own, own.address(), reports, 0, 0);
    }

    /**
     * Returns a ring in somebody's memory, read by another thread.
     *
     * @param base the address of the reports
     * @param reports how many fit, a power of two
     * @param writtenAddress where the count of reports written is published, 8 bytes
     * @param readAddress where the reader publishes the count of those read, 8 bytes
     */
    static ReportRing shared(long base, int reports, long writtenAddress, long readAddress) {
        if (base == 0 || writtenAddress == 0 || readAddress == 0) {
            throw new IllegalArgumentException("a shared ring needs three addresses, not 0");
        }
        return new ReportRing(MemorySegment.NULL, base, reports, writtenAddress, readAddress);
    }

    /** Returns how many reports were written so far. */
    long written() {
        return written;
    }

    int capacity() {
        return (int) mask + 1;
    }

    /** Makes all that was written visible to the reader of a shared ring. */
    void publish() {
        if (writtenAddress != 0) {
            COUNTER.setRelease(MEMORY, writtenAddress, written);
        }
    }

    void orderAck(long sequence, boolean buy, long orderId, long price, int quantity) {
        write(ORDER_ACK, buy, sequence, orderId, price, quantity, 0, 0);
    }

    void trade(long sequence, long price, int quantity, long makerOrderId, long takerOrderId) {
        write(TRADE, true, sequence, 0, price, quantity, makerOrderId, takerOrderId);
    }

    void cancelAck(long sequence, boolean buy, long orderId, long price) {
        write(CANCEL_ACK, buy, sequence, orderId, price, 0, 0, 0);
    }

    void modifyAck(long sequence, boolean buy, long orderId, long price, int quantity) {
        write(MODIFY_ACK, buy, sequence, orderId, price, quantity, 0, 0);
    }

    void cancelReject(long sequence, long orderId) {
        write(CANCEL_REJECT, true, sequence, orderId, 0, 0, 0, 0);
    }

    void modifyReject(long sequence, long orderId) {
        write(MODIFY_REJECT, true, sequence, orderId, 0, 0, 0, 0);
    }

    private void write(
            int type,
            boolean buy,
            long sequence,
            long orderId,
            long price,
            int quantity,
            long makerOrderId,
            long takerOrderId) {
        if (written == limit) {
            makeRoom();
        }
        long at = base + (written++ & mask) * REPORT_BYTES;
        MEMORY.set(WORD, at, type | (buy ? 0 : 1L << 8));
        MEMORY.set(WORD, at + 8, sequence);
        MEMORY.set(WORD, at + 16, orderId);
        MEMORY.set(WORD, at + 24, price);
        MEMORY.set(WORD, at + 32, Integer.toUnsignedLong(quantity));
        MEMORY.set(WORD, at + 40, makerOrderId);
        MEMORY.set(WORD, at + 48, takerOrderId);
        MEMORY.set(WORD, at + 56, 0);
    }

    private void makeRoom() {
        if (readAddress == 0) {
            limit = written + capacity();
            return;
        }
        publish();
        do {
            Thread.onSpinWait();
            limit = (long) COUNTER.getAcquire(MEMORY, readAddress) + capacity();
        } while (written == limit);
    }

    int type(long report) {
        return (int) own.get(WORD, offset(report)) & 0xFF;
    }

    boolean buy(long report) {
        return (own.get(WORD, offset(report)) & 0xFF00) == 0;
    }

    long sequence(long report) {
        return own.get(WORD, offset(report) + 8);
    }

    long orderId(long report) {
        return own.get(WORD, offset(report) + 16);
    }

    long price(long report) {
        return own.get(WORD, offset(report) + 24);
    }

    int quantity(long report) {
        return (int) own.get(WORD, offset(report) + 32);
    }

    long makerOrderId(long report) {
        return own.get(WORD, offset(report) + 40);
    }

    long takerOrderId(long report) {
        return own.get(WORD, offset(report) + 48);
    }

    private long offset(long report) {
        return (report & mask) * REPORT_BYTES;
    }
}

package dev.kanishk.benchmarks.peers.matching.challenge;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * What the public benchmark's harness calls, through {@code src/main/cpp/challenge_bridge.cpp},
 * from a thread of its own in a process that is not ours.
 *
 * <p>Messages are read where the harness keeps them, 40 bytes each: the kind at 0, order id at 8,
 * sequence number at 16, price at 24, quantity at 32 (4 bytes), side at 36 and immediate-or-cancel
 * at 37. Reports go into a {@linkplain ReportRing#shared shared ring} that the harness's drainer
 * reads, so that neither is copied. One engine per process, called from one thread.
 */
final class ChallengeBridge {
    private static final int MESSAGE_BYTES = 40;
    private static final int ORDER_IDS = 1 << 22;
    // How many messages pass before the reader is told: it polls, and each time costs a miss.
    private static final int PUBLISH_EVERY = 16;
    private static final int WARM_UP_MESSAGES = 400_000;
    private static final int WARM_UP_ROUNDS = 3;

    private static final ValueLayout.OfLong WORD =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    @SuppressWarnings("restricted") // the harness says where its messages are
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static ReportRing ring = ReportRing.own(2);
    private static Engine engine = new EmptyEngine(ring);

    private ChallengeBridge() {}

    /**
     * Warms an engine up with flows of ours, through the same calls, and then makes the one that is
     * to be measured.
     *
     * @param kind the engine's name, of {@link EngineKind}
     * @param base the address of the reports
     * @param reports how many fit, a power of two
     * @param writtenAddress where the count of reports written is published
     * @param readAddress where the harness's side publishes the count of those read
     */
    static void open(String kind, long base, int reports, long writtenAddress, long readAddress) {
        EngineKind named = EngineKind.valueOf(kind);
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            for (Scenario scenario : Scenario.values()) {
                if (scenario.liveOrders() == 0) {
                    warmUp(named, scenario.flow(WARM_UP_MESSAGES));
                }
            }
        }
        ring = ReportRing.shared(base, reports, writtenAddress, readAddress);
        engine = named.create(ring, 1, ORDER_IDS);
    }

    private static void warmUp(EngineKind kind, OrderFlow flow) {
        try (Arena arena = Arena.ofConfined()) {
            // A shared ring, as in the run to come, whose reader has always read what is published.
            int reports = ReportRing.REPORTS_DEFAULT;
            long base = arena.allocate((long) reports * ReportRing.REPORT_BYTES, 64).address();
            long counter = arena.allocate(ValueLayout.JAVA_LONG).address();
            ring = ReportRing.shared(base, reports, counter, counter);
            engine = kind.create(ring, flow);
            MemorySegment messages =
                    arena.allocate((long) flow.length() * MESSAGE_BYTES, Long.BYTES);
            for (int at = 0; at < flow.length(); at++) {
                write(flow, at, messages.asSlice((long) at * MESSAGE_BYTES, MESSAGE_BYTES));
            }
            int half = flow.length() / 2;
            onBatch(messages.address(), half);
            if (engine instanceof BookView) {
                depthAt(bestBid(), 0);
                depthAt(bestOffer(), 1);
            }
            onBatch(messages.address() + (long) half * MESSAGE_BYTES, flow.length() - half);
        }
    }

    private static void write(OrderFlow flow, int at, MemorySegment message) {
        message.set(WORD, 0, flow.kind(at));
        message.set(WORD, 8, flow.orderId(at));
        message.set(WORD, 16, at);
        message.set(WORD, 24, flow.price(at));
        long side = flow.buy(at) ? 0 : 1;
        long immediate = flow.immediate(at) ? 1 : 0;
        message.set(WORD, 32, flow.quantity(at) | side << 32 | immediate << 40);
    }

    /** Carries out so many messages from an address on, in order, and publishes their reports. */
    static void onBatch(long address, int messages) {
        Engine to = engine;
        int untold = 0;
        for (int message = 0; message < messages; message++) {
            dispatch(to, address + (long) message * MESSAGE_BYTES);
            if (++untold == PUBLISH_EVERY) {
                ring.publish();
                untold = 0;
            }
        }
        ring.publish();
    }

    private static void dispatch(Engine to, long at) {
        int kind = (int) MEMORY.get(WORD, at) & 0xFF;
        long orderId = MEMORY.get(WORD, at + 8);
        long sequence = MEMORY.get(WORD, at + 16);
        if (kind == OrderFlow.CANCEL) {
            to.onCancel(sequence, 0, orderId);
            return;
        }
        long price = MEMORY.get(WORD, at + 24);
        long tail = MEMORY.get(WORD, at + 32);
        int quantity = (int) tail;
        boolean buy = (tail & 0xFFL << 32) == 0;
        if (kind == OrderFlow.NEW) {
            boolean immediate = (tail & 0xFFL << 40) != 0;
            to.onNew(sequence, 0, orderId, buy, immediate, price, quantity);
        } else {
            to.onModify(sequence, 0, orderId, buy, price, quantity);
        }
    }

    /** Returns {@link BookView#bestBid}. */
    static long bestBid() {
        return view().bestBid();
    }

    /** Returns {@link BookView#bestOffer}. */
    static long bestOffer() {
        return view().bestOffer();
    }

    /** Returns {@link BookView#depthAt}; the side is 0 for buys. */
    static long depthAt(long price, int side) {
        return view().depthAt(price, side == 0);
    }

    private static BookView view() {
        if (engine instanceof BookView view) {
            return view;
        }
        throw new UnsupportedOperationException(
                engine.getClass().getSimpleName() + " cannot say what rests in its book");
    }
}

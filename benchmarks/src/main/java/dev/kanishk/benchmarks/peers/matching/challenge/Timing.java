package dev.kanishk.benchmarks.peers.matching.challenge;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/** Timed replays of one flow, each into fresh books. */
final class Timing {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    // The fastest first.
    private final double[] nanosPerMessage;
    private final double heapBytesPerMessage;

    private Timing(double[] nanosPerMessage, double heapBytesPerMessage) {
        this.nanosPerMessage = nanosPerMessage;
        this.heapBytesPerMessage = heapBytesPerMessage;
    }

    /** Replays a flow {@code warmups + runs} times and times the last {@code runs}. */
    static Timing measure(EngineKind kind, OrderFlow flow, int warmups, int runs) {
        double[] nanosPerMessage = new double[runs];
        double heapBytesPerMessage = 0;
        int messages = flow.length() - flow.prefill();
        for (int run = -warmups; run < runs; run++) {
            Engine engine = kind.create(ReportRing.own(ReportRing.REPORTS_DEFAULT), flow);
            flow.replay(engine, 0, flow.prefill());
            long heapBytes = THREADS.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            flow.replay(engine, flow.prefill(), flow.length());
            long nanos = System.nanoTime() - start;
            heapBytes = THREADS.getCurrentThreadAllocatedBytes() - heapBytes;
            if (run >= 0) {
                nanosPerMessage[run] = nanos / (double) messages;
                heapBytesPerMessage = heapBytes / (double) messages;
            }
        }
        Arrays.sort(nanosPerMessage);
        return new Timing(nanosPerMessage, heapBytesPerMessage);
    }

    /** Returns what the last run allocated on its thread. */
    double heapBytesPerMessage() {
        return heapBytesPerMessage;
    }

    double fastest() {
        return nanosPerMessage[0];
    }

    double slowest() {
        return nanosPerMessage[nanosPerMessage.length - 1];
    }

    double median() {
        int middle = nanosPerMessage.length / 2;
        return nanosPerMessage.length % 2 == 1
                ? nanosPerMessage[middle]
                : (nanosPerMessage[middle - 1] + nanosPerMessage[middle]) / 2;
    }
}

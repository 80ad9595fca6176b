package dev.kanishk.benchmarks.peers.matching.pipeline;

import dev.kanishk.matching.engine.RecoveryReport;
import java.io.IOException;

/** What results are called. */
final class Measured {
    /** With a journal on the disk before the result. */
    static final String FORCED = "forced";

    /** Without a journal. */
    static final String NONE = "none";

    private Measured() {}

    /** Is given results as they are there. */
    interface Sink {
        /** Takes a run by the clock. */
        void paced(String contender, String journal, OpenLoop.Paced run) throws IOException;

        /** Takes passes as fast as they go: the commands a second of each. */
        void throughput(String contender, String journal, double[] perSecond) throws IOException;

        /** Takes a recovery, and what it was from. */
        void recovered(String from, RecoveryReport report);
    }
}

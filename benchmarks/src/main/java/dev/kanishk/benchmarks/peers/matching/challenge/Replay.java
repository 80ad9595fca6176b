package dev.kanishk.benchmarks.peers.matching.challenge;

import java.io.IOException;
import java.io.OutputStream;

/** Replays that are checked, not timed. */
final class Replay {
    private Replay() {}

    /** Returns the canonical hash of all that an engine reports of a flow. */
    static String hash(EngineKind kind, OrderFlow flow) throws IOException {
        return hash(kind, flow, OutputStream.nullOutputStream());
    }

    /** Returns it, and writes the canonical text to a stream. */
    static String hash(EngineKind kind, OrderFlow flow, OutputStream output) throws IOException {
        ReportRing ring = ReportRing.own(ReportRing.REPORTS_DEFAULT);
        Engine engine = kind.create(ring, flow);
        CanonicalReports reports = new CanonicalReports(output);
        for (int at = 0; at < flow.length(); at++) {
            long before = ring.written();
            flow.replay(engine, at, at + 1);
            reports.add(ring, before, ring.written());
        }
        return reports.finish();
    }
}

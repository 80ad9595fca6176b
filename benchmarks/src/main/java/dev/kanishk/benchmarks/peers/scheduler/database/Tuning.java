package dev.kanishk.benchmarks.peers.scheduler.database;

import java.util.Locale;

/** What a scheduler's settings are chosen for. */
enum Tuning {
    /** To run waiting jobs as fast as it can. */
    THROUGHPUT,
    /** To start a job soon after it was handed in, by other processes too. */
    LATENCY,
    /** As it comes. */
    DEFAULTS,
    /** To notice soon that a process died. */
    LIVENESS;

    /** The jobs that a worker process runs at a time, whatever its other settings. */
    static final int SLOTS = 20;

    /** Returns the name that results give it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}

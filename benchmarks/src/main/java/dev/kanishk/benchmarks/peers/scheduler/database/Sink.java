package dev.kanishk.benchmarks.peers.scheduler.database;

import java.io.IOException;
import org.HdrHistogram.Histogram;

/** Is given what was measured, as it is there. */
interface Sink {
    /** Takes the value of one run of a cell. */
    void run(Cell cell, double value);

    /** Takes the nanoseconds of all runs of a cell, after them. */
    void samples(Cell cell, double seconds, Histogram nanos) throws IOException;

    /** Takes what a reader must know to judge the figures, such as what was not measured. */
    void note(String note);
}

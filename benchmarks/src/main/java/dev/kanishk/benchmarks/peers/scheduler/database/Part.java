package dev.kanishk.benchmarks.peers.scheduler.database;

import java.io.IOException;

/** What can be measured by itself. */
enum Part {
    /** Single durable calls by 8 and 64 callers, with their statements and log. */
    ENQUEUE,
    /** Batches of a thousand. */
    BATCH,
    /** Waiting jobs, with the statements and log that running them takes. */
    DRAIN,
    /** The same while an idle transaction is held open. */
    PINNED,
    /** Some of very many waiting jobs, by ours alone. */
    DEPTH,
    /** From due to begun, across processes, at 500 jobs a second. */
    LATENCY,
    /** Statements of workers without work. */
    IDLE,
    /** Processor time at 500,000 jobs a day. */
    COST,
    /** Jobs of a worker that is killed. */
    RECOVERY,
    /** What Redis adds in front of ours, and BullMQ on the same Redis. */
    REDIS;

    /** Measures it. */
    void measure(Field field, Plan plan, Sink sink) throws IOException, InterruptedException {
        Schedulers schedulers = new Schedulers(field, plan, sink);
        Processes processes = new Processes(field, plan, sink);
        switch (this) {
            case ENQUEUE -> schedulers.enqueueOneByOne();
            case BATCH -> schedulers.enqueueBatches();
            case DRAIN -> schedulers.drains();
            case PINNED -> schedulers.pinnedDrains();
            case DEPTH -> new Depths(field, plan, sink).measure();
            case LATENCY -> processes.startLatencies();
            case IDLE -> processes.idleStatements();
            case COST -> new Costs(field, plan, sink).measure();
            case RECOVERY -> new Recoveries(field, plan, sink).measure();
            case REDIS -> Fronts.measure(field, plan, sink);
        }
    }
}

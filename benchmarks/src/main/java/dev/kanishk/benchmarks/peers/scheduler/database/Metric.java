package dev.kanishk.benchmarks.peers.scheduler.database;

import org.openjdk.jmh.annotations.Mode;

/** What is measured. */
enum Metric {
    /** Jobs handed in a second, each by a call of its own. */
    ENQUEUE("Enqueue", Mode.Throughput, "ops/s"),
    /** Statements that clients sent for each. */
    ENQUEUE_STATEMENTS("EnqueueStatements", Mode.AverageTime, "statements/op"),
    /** Write-ahead log that each took. */
    ENQUEUE_LOG("EnqueueLog", Mode.AverageTime, "B/op"),
    /** Jobs handed in a second, by batches. */
    BATCH("EnqueueBatch", Mode.Throughput, "ops/s"),
    /** Waiting jobs run and written off a second, from when the first began. */
    DRAIN("Drain", Mode.Throughput, "ops/s"),
    /** Statements that workers sent for each. */
    DRAIN_STATEMENTS("DrainStatements", Mode.AverageTime, "statements/op"),
    /** Write-ahead log that each took. */
    DRAIN_LOG("DrainLog", Mode.AverageTime, "B/op"),
    /** As {@link #DRAIN}, while an idle transaction keeps dead rows from being removed. */
    PINNED("PinnedDrain", Mode.Throughput, "ops/s"),
    /**
     * The rate of that for the last quarter of the jobs, as a share of that for the first. It says
     * something only where a quarter is many of the batches that a contender claims.
     */
    PINNED_SHARE("PinnedDrainShare", Mode.Throughput, ""),
    /** Of many waiting jobs so many as a run takes, run a second, from when the first began. */
    DEPTH("DrainAtDepth", Mode.Throughput, "ops/s"),
    /** From when a job was due to be handed in until it began in another process. */
    START("StartLatency", Mode.SampleTime, "us/op"),
    /** The median of that in each run. */
    START_MEDIAN("StartLatencyMedian", Mode.AverageTime, "ms"),
    /** The 99th percentile of that in each run. */
    START_P99("StartLatencyP99", Mode.AverageTime, "ms"),
    /** Statements a second of a worker process that has nothing to do. */
    IDLE("IdleStatements", Mode.AverageTime, "statements/s"),
    /** Processor time of a worker process with six jobs a second, as a share of one processor. */
    WORKER_COST("WorkerProcessor", Mode.AverageTime, "%"),
    /** Processor time of the database meanwhile, which also takes the jobs in. */
    DATABASE_COST("DatabaseProcessor", Mode.AverageTime, "%"),
    /** From the kill of a worker process until its jobs have all begun again in another. */
    RECOVERY("Recovery", Mode.AverageTime, "s"),
    /** Jobs handed in a second by calls of their own, with Redis in front and in BullMQ too. */
    REDIS_ENQUEUE("RedisEnqueue", Mode.Throughput, "ops/s"),
    /** Statements that the database got for each of those. */
    REDIS_ENQUEUE_STATEMENTS("RedisEnqueueStatements", Mode.AverageTime, "statements/op"),
    /** Statements for each job of many processes that hand in few, at one rate for all. */
    REDIS_LOAD_STATEMENTS("RedisLoadStatements", Mode.AverageTime, "statements/op"),
    /** Processor time of the database meanwhile, as a share of one processor. */
    REDIS_LOAD_PROCESSOR("RedisLoadProcessor", Mode.AverageTime, "%"),
    /** From the first call of a burst until the last has returned. */
    REDIS_BURST("RedisBurst", Mode.AverageTime, "ms"),
    /** The 99th percentile of the calls of a burst. */
    REDIS_BURST_CALL("RedisBurstCallP99", Mode.AverageTime, "ms"),
    /** From the first call of a burst until the database has its last job. */
    REDIS_BURST_STORED("RedisBurstStored", Mode.AverageTime, "ms"),
    /** The median of a run from when a job was due until it began in another process. */
    REDIS_START_MEDIAN("RedisStartLatencyMedian", Mode.AverageTime, "ms"),
    /** The 99th percentile of that. */
    REDIS_START_P99("RedisStartLatencyP99", Mode.AverageTime, "ms"),
    /** Waiting jobs run and written off a second, from when the first began. */
    REDIS_DRAIN("RedisDrain", Mode.Throughput, "ops/s");

    private final String className;
    private final Mode mode;
    private final String unit;

    Metric(String className, Mode mode, String unit) {
        this.className = className;
        this.mode = mode;
        this.unit = unit;
    }

    /** Returns the name that results give it, as if it were a class. */
    String className() {
        return className;
    }

    /** Returns which of JMH's modes it is: throughput where more is better. */
    Mode mode() {
        return mode;
    }

    /** Returns the unit. */
    String unit() {
        return unit;
    }
}

package dev.kanishk.scheduler.dispatch;

/** Is told how jobs end in this process. */
@FunctionalInterface
public interface JobListener {
    /**
     * A job that this process had taken has ended here. Called on the scheduler's own thread: it
     * must not block. What it throws is logged.
     *
     * @param end how
     */
    void ended(JobEnd end);
}

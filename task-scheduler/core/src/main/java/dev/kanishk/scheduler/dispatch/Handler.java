package dev.kanishk.scheduler.dispatch;

/**
 * What runs the jobs of a type, each on a thread of its own, by default a virtual one; called by
 * many at once.
 *
 * <p>A job is run at least once: after a crash it may run again although its effects are there. A
 * handler makes the second time harmless, with {@link JobContext#id()} as the key.
 */
@FunctionalInterface
public interface Handler {
    /**
     * Runs a job. Returning is success; throwing is a failed attempt.
     *
     * @param job the job
     * @throws PermanentFailureException if another attempt is of no use
     * @throws RetryLaterException if another attempt is of no use before some time has passed
     * @throws Exception if the attempt failed; interrupted when its time is over, when the job is
     *     cancelled or the scheduler stops
     */
    @SuppressWarnings("IllegalThrows") // a handler may fail in any way
    void run(JobContext job) throws Exception;

    /**
     * Makes a handler of one that takes its payload as a value. A payload that is no JSON for it
     * goes to the dead-letter queue at once.
     *
     * @param payload what the payload is read as, usually a record
     * @param handler what runs the jobs
     * @param <P> what the payload is read as
     * @return the handler
     */
    static <P> Handler of(Class<P> payload, TypedHandler<P> handler) {
        return job -> handler.run(Payloads.read(job.payload(), payload), job);
    }
}

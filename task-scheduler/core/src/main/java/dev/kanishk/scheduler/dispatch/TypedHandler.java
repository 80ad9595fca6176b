package dev.kanishk.scheduler.dispatch;

/**
 * A {@link Handler} whose payload is a value.
 *
 * @param <P> the payload
 */
@FunctionalInterface
public interface TypedHandler<P> {
    /**
     * Runs a job, as {@link Handler#run} says.
     *
     * @param payload what the caller sent
     * @param job the job
     * @throws Exception if the attempt failed
     */
    @SuppressWarnings("IllegalThrows") // a handler may fail in any way
    void run(P payload, JobContext job) throws Exception;
}

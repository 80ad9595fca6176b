package dev.kanishk.scheduler.dispatch;

import dev.kanishk.scheduler.job.JobRequest;

/** Comes in between callers and the store, and between the scheduler and its handlers. */
public interface JobInterceptor {
    /**
     * {@return what to enqueue instead of a request}
     *
     * @param request what the caller asks for
     */
    default JobRequest enqueuing(JobRequest request) {
        return request;
    }

    /**
     * {@return what to call instead of a handler; called once for each at the start}
     *
     * @param handler what runs the jobs of a type
     */
    default Handler running(Handler handler) {
        return handler;
    }
}

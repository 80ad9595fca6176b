package dev.kanishk.scheduler.dispatch;

import dev.kanishk.scheduler.job.JobRequest;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Carries traces from where a job is enqueued to where it runs (W3C Trace Context): the request
 * gets the {@code traceparent} of the caller's span, unless it has one, and each attempt is a span
 * below it, of kind consumer, named after the job's type. Needs {@code opentelemetry-api}. Safe for
 * use by many threads.
 */
public final class SchedulerTracing implements JobInterceptor {
    private static final String TRACEPARENT = "traceparent";
    private static final TextMapGetter<String> GETTER =
            new TextMapGetter<>() {
                @Override
                @SuppressWarnings("deprecation") // it has to be there as long as it is abstract
                public Iterable<String> keys(String carrier) {
                    return List.of(TRACEPARENT);
                }

                @Override
                public @Nullable String get(@Nullable String carrier, String key) {
                    return key.equals(TRACEPARENT) ? carrier : null;
                }
            };

    private final Tracer tracer;

    /**
     * Makes an interceptor.
     *
     * @param telemetry where spans go
     */
    public SchedulerTracing(OpenTelemetry telemetry) {
        this.tracer = telemetry.getTracer("dev.kanishk.scheduler");
    }

    @Override
    public JobRequest enqueuing(JobRequest request) {
        if (request.trace() != null) {
            return request;
        }
        Map<String, String> headers = new HashMap<>();
        W3CTraceContextPropagator.getInstance()
                .inject(
                        Context.current(),
                        headers,
                        (carrier, key, value) -> {
                            if (carrier != null) {
                                carrier.put(key, value);
                            }
                        });
        String traceparent = headers.get(TRACEPARENT);
        return traceparent == null ? request : request.withTrace(traceparent);
    }

    @Override
    public Handler running(Handler handler) {
        return job -> run(handler, job);
    }

    @SuppressWarnings({"IllegalCatch", "IllegalThrows"}) // a handler may fail in any way
    private void run(Handler handler, JobContext job) throws Exception {
        String trace = job.request().trace();
        Context parent =
                trace == null
                        ? Context.root()
                        : W3CTraceContextPropagator.getInstance()
                                .extract(Context.root(), trace, GETTER);
        Span span =
                tracer.spanBuilder(job.type())
                        .setParent(parent)
                        .setSpanKind(SpanKind.CONSUMER)
                        .setAttribute("messaging.system", "task-scheduler")
                        .setAttribute("messaging.message.id", job.id().toString())
                        .setAttribute("job.attempt", job.attempt())
                        .startSpan();
        try (Scope _ = span.makeCurrent()) {
            handler.run(job);
        } catch (Throwable e) {
            span.recordException(e);
            span.setStatus(StatusCode.ERROR, Failures.line(e));
            throw e;
        } finally {
            span.end();
        }
    }
}

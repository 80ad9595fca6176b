package dev.kanishk.scheduler.server.http;

import static io.helidon.http.Method.GET;
import static io.helidon.http.Method.POST;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.scheduler.dispatch.CircuitState;
import dev.kanishk.scheduler.dispatch.TaskScheduler;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.TypeStatus;
import dev.kanishk.scheduler.server.access.Role;
import dev.kanishk.scheduler.store.JobStore;
import dev.kanishk.scheduler.store.StoreException;
import io.helidon.http.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** How types of jobs stand, and how the process does. */
final class StatusRoutes {
    private static final String DESCRIPTION = "openapi.json";
    private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** Everyone may ask for readiness, so the store is not asked each time. */
    private static final long GOOD_FOR_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Less than those who ask wait for an answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final JobStore store;
    private final TaskScheduler scheduler;
    private final AtomicBoolean draining;
    private final Supplier<String> serverMetrics;
    private final byte[] description = description();
    private final ReentrantLock asking = new ReentrantLock();
    private long askedAtNanos = System.nanoTime() - GOOD_FOR_NANOS;
    private CompletableFuture<Integer> types = CompletableFuture.completedFuture(0);

    StatusRoutes(
            JobStore store,
            TaskScheduler scheduler,
            AtomicBoolean draining,
            Supplier<String> serverMetrics) {
        this.store = store;
        this.scheduler = scheduler;
        this.draining = draining;
        this.serverMetrics = serverMetrics;
    }

    List<Route> all() {
        return List.of(
                Route.of(GET, "/v1/types", Role.READ, this::types),
                Route.of(POST, "/v1/types/{type}/pause", Role.OPERATE, call -> pause(call, true)),
                Route.of(POST, "/v1/types/{type}/resume", Role.OPERATE, call -> pause(call, false)),
                Route.of(GET, "/metrics", Role.READ, this::metrics).ofEveryType(),
                Route.open("/healthz", this::healthy),
                Route.open("/readyz", this::ready),
                Route.open("/openapi.json", this::describe));
    }

    private static byte[] description() {
        try (InputStream in = StatusRoutes.class.getResourceAsStream(DESCRIPTION)) {
            if (in == null) {
                throw new IllegalStateException(DESCRIPTION + " is missing beside this class");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void describe(Call call) {
        call.send(Status.OK_200, Json.MEDIA_TYPE, description);
    }

    private void types(Call call) {
        Map<String, CircuitState> circuits = scheduler.circuits();
        ObjectNode answer = Json.object();
        ArrayNode items = answer.putArray("items");
        for (TypeStatus type : store.types()) {
            if (!call.caller().types().contain(type.type())) {
                continue;
            }
            CircuitState circuit = circuits.get(type.type());
            ObjectNode item =
                    items.addObject()
                            .put("type", type.type())
                            .put("paused", type.paused())
                            .put("circuit", circuit == null ? null : circuit.name());
            ObjectNode counts = item.putObject("counts");
            for (JobState state : JobState.values()) {
                counts.put(state.name(), type.count(state));
            }
        }
        call.send(answer);
    }

    private void pause(Call call, boolean paused) {
        String type = call.request().path().pathParameters().get("type");
        if (!call.caller().types().contain(type)) {
            throw Problem.notFound("type", type).refusedFor("the type is not the token's");
        }
        if (!store.pause(type, paused)) {
            throw Problem.notFound("type", type);
        }
        call.send(Json.object().put("type", type).put("paused", paused));
    }

    private void metrics(Call call) {
        String text =
                Metrics.text(store.types(), scheduler.circuits(), scheduler.statistics())
                        + serverMetrics.get();
        call.send(Status.OK_200, METRICS_TYPE, text);
    }

    /** A process that drains is well, also when its scheduler has stopped already. */
    private void healthy(Call call) {
        if (!draining.get() && !isAlive()) {
            throw Problem.unavailable("the scheduler does not answer: restart the process");
        }
        call.send(Json.object().put("status", "up"));
    }

    private void ready(Call call) {
        if (draining.get()) {
            throw Problem.unavailable("the process is draining");
        }
        if (!isAlive()) {
            throw Problem.unavailable("the scheduler does not answer");
        }
        call.send(Json.object().put("status", "ready").put("types", knownTypes()));
    }

    private boolean isAlive() {
        try {
            return scheduler.isAlive(PATIENCE);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static Problem interrupted() {
        Thread.currentThread().interrupt();
        return Problem.unavailable("the process ends");
    }

    private int knownTypes() {
        try {
            return lookedUp().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw Problem.unavailable("the store does not answer within " + PATIENCE);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StoreException failure
                    ? failure
                    : new IllegalStateException(e);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** At most one question is with the store, however many callers wait for its answer. */
    private CompletableFuture<Integer> lookedUp() {
        asking.lock();
        try {
            if (types.isDone() && System.nanoTime() - askedAtNanos >= GOOD_FOR_NANOS) {
                types =
                        CompletableFuture.supplyAsync(
                                () -> store.types().size(), Thread.ofVirtual()::start);
                askedAtNanos = System.nanoTime();
            }
            return types;
        } finally {
            asking.unlock();
        }
    }
}

package dev.kanishk.scheduler.server.http;

import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.store.JobStore;
import java.util.List;
import java.util.function.Consumer;

/*
 * In this order: room for the body, the body, the jobs in it, their cost, and only then a turn with
 * the store. So what comes slowly, or is wrong, or not the caller's to send, holds up no call that
 * could be done.
 */
/** The way of jobs from a request to the store, with its bounds. */
final class Intake {
    private final Bodies bodies;
    private final Gate gate;
    private final RateLimits rates;
    private final Guard guard;

    Intake(Bodies bodies, Gate gate, RateLimits rates, Guard guard) {
        this.bodies = bodies;
        this.gate = gate;
        this.rates = rates;
        this.guard = guard;
    }

    /** Reads a call's jobs, and hands them on when it is their turn. */
    void take(Call call, Consumer<JobReader.Jobs> store) {
        try (Bodies.Body body = bodies.read(call.request())) {
            JobReader.Jobs jobs = JobReader.read(body.bytes(), body.length(), JobStore.MAX_BATCH);
            check(call, jobs);
            rates.charge(guard.account(call.request(), call.caller()), jobs.requests().size() - 1);
            gate.enter(1);
            try {
                store.accept(jobs);
            } finally {
                gate.leave(1);
            }
        }
    }

    private static void check(Call call, JobReader.Jobs jobs) {
        if (call.caller().types().isAll()) {
            return;
        }
        List<JobRequest> requests = jobs.requests();
        for (int i = 0; i < requests.size(); i++) {
            String type = requests.get(i).type();
            call.check(
                    type,
                    Fault.job(
                            jobs.array() ? i : -1,
                            "type",
                            "type '"
                                    + type
                                    + "' is not the token's: use one of "
                                    + call.caller().types()));
        }
    }
}

package dev.kanishk.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Transition;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A store that a test works on, and short words for what is done to it. */
public abstract class StoreHarness {
    /** The store, opened anew for each test, and empty. */
    protected JobStore store;

    /** A worker of it. */
    protected WorkerSession worker;

    /** Opens the test's store; once more for another node. */
    protected abstract JobStore open(StoreOptions options);

    /** Lets time pass for the store. */
    protected abstract void advance(Duration time);

    /** Removes what the test's store left. */
    protected void dispose() {}

    @BeforeEach
    void openStore() {
        store = open(StoreOptions.DEFAULTS);
        worker = store.join();
    }

    @AfterEach
    void closeStore() {
        worker.close();
        store.close();
        dispose();
    }

    /** Accepts a job. */
    protected UUID accept(JobRequest request) {
        return store.enqueue(List.of(request), "caller").getFirst().id();
    }

    /** Accepts a job of nothing special. */
    protected UUID accept(String type) {
        return accept(JobRequest.of(type, "{}"));
    }

    /** Takes due jobs of all lanes, at most so many of each. */
    protected static List<Claim> claim(WorkerSession session, int each) {
        List<Quota> quotas =
                session.beat().lanes().stream().map(lane -> new Quota(lane, each)).toList();
        return session.claim(quotas);
    }

    /** Takes the only due job. */
    protected Claim claimOne() {
        List<Claim> claims = claim(worker, 10);
        assertThat(claims).hasSize(1);
        return claims.getFirst();
    }

    /** Ends an attempt. */
    protected static boolean end(WorkerSession session, Claim claim, Result result) {
        return session.finish(List.of(new End(claim, result))).getFirst();
    }

    /** A failure that is tried again. */
    protected static Result failed(Duration retryIn) {
        return new Result.Failed("broken", false, retryIn);
    }

    /** The state of a job. */
    protected JobState state(UUID id) {
        return store.find(id).orElseThrow().state();
    }

    /** The audit as FROM-CAUSE-TO. */
    protected List<String> changes(UUID id) {
        return store.audit(id).stream()
                .map(change -> change.cause() + ">" + change.to() + "@" + nodeOf(change))
                .toList();
    }

    private String nodeOf(Transition change) {
        return change.node().equals(worker.worker()) ? "worker" : change.node();
    }
}

package dev.kanishk.scheduler.dispatch;

import dev.kanishk.scheduler.store.Circuit;
import dev.kanishk.scheduler.store.Claim;
import dev.kanishk.scheduler.store.End;
import dev.kanishk.scheduler.store.Quota;
import dev.kanishk.scheduler.store.WorkerSession;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A call of the store. */
sealed interface StoreCall extends Action {
    /**
     * {@return the answer}
     *
     * @throws dev.kanishk.scheduler.store.StoreException if the store fails
     */
    Event carryOut(WorkerSession session);

    /** Beat. */
    record SendBeat() implements StoreCall {
        @Override
        public Event carryOut(WorkerSession session) {
            return new Event.Beaten(session.beat());
        }
    }

    /** Take jobs. */
    record TakeJobs(List<Quota> quotas) implements StoreCall {
        @Override
        public Event carryOut(WorkerSession session) {
            List<Claim> claims = session.claim(quotas);
            Set<String> atLimit =
                    quotas.stream()
                            .map(quota -> quota.lane().type())
                            .distinct()
                            .filter(session::isAtLimit)
                            .collect(Collectors.toSet());
            return new Event.Claimed(quotas, claims, atLimit);
        }
    }

    /** Write ends. */
    record EndAttempts(List<End> ends) implements StoreCall {
        @Override
        public Event carryOut(WorkerSession session) {
            return new Event.Finished(ends, session.finish(ends));
        }
    }

    /** Record that suspects are about to be started. */
    record RecordStarts(List<Execution> executions) implements StoreCall {
        @Override
        public Event carryOut(WorkerSession session) {
            session.started(executions.stream().map(Execution::claim).toList());
            return new Event.StartsRecorded(executions);
        }
    }

    /** Change a circuit. */
    record ChangeCircuit(Circuit circuit) implements StoreCall {
        @Override
        public Event carryOut(WorkerSession session) {
            return new Event.CircuitChanged(circuit, session.change(circuit));
        }
    }

    /** Give up jobs that wait behind an open circuit for longer than they may. */
    record GiveUpOld(String type, Duration longest, int limit) implements StoreCall {
        @Override
        public Event carryOut(WorkerSession session) {
            return new Event.OldGivenUp(type, session.expire(type, longest, limit));
        }
    }
}

package dev.kanishk.scheduler.testing;

import dev.kanishk.scheduler.store.Limit;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What types may do in all workers together. Confined to the store's lock. */
final class MemoryLimits {
    private static final class State {
        private Limit limit;
        private final Map<String, Integer> perKey = new HashMap<>();
        private int running;
        private double tokens;
        private Instant refilledAt;

        State(Limit limit, Instant now) {
            this.limit = limit;
            this.tokens = limit.burst();
            this.refilledAt = now;
        }
    }

    private final Map<String, State> states = new HashMap<>();

    void set(Limit limit, Instant now) {
        State state = states.computeIfAbsent(limit.type(), type -> new State(limit, now));
        state.limit = limit;
        state.tokens = Math.min(state.tokens, limit.burst());
    }

    /** Whether a job may start; counts it if so. */
    boolean take(MemoryJob job, Instant now) {
        State state =
                states.computeIfAbsent(
                        job.lane.type(),
                        type -> new State(new Limit(type, null, null, null, 1), now));
        Limit limit = state.limit;
        String key = job.request.limitKey();
        int ofKey = key == null ? 0 : state.perKey.getOrDefault(key, 0);
        boolean full = limit.running() != null && state.running >= limit.running();
        boolean keyFull =
                key != null && limit.runningPerKey() != null && ofKey >= limit.runningPerKey();
        if (full || keyFull || !takeToken(state, limit.perSecond(), now)) {
            return false;
        }
        state.running++;
        if (key != null) {
            state.perKey.put(key, ofKey + 1);
        }
        return true;
    }

    private static boolean takeToken(State state, @Nullable Double perSecond, Instant now) {
        if (perSecond == null) {
            return true;
        }
        double seconds = Duration.between(state.refilledAt, now).toNanos() / 1e9;
        state.tokens = Math.min(state.limit.burst(), state.tokens + seconds * perSecond);
        state.refilledAt = now;
        if (state.tokens < 1) {
            return false;
        }
        state.tokens--;
        return true;
    }

    /** A job that was counted is not run any more. */
    void release(MemoryJob job) {
        State state = states.get(job.lane.type());
        if (state == null) {
            return;
        }
        state.running--;
        String key = job.request.limitKey();
        if (key != null) {
            state.perKey.computeIfPresent(key, (k, count) -> count == 1 ? null : count - 1);
        }
    }
}

package dev.kanishk.scheduler.server.http;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** How many requests there were, and how many were refused, since the start. */
final class HttpFigures {
    /** What was asked for and how it was answered. */
    record Answered(String method, String path, int status) implements Comparable<Answered> {
        @Override
        public int compareTo(Answered other) {
            int order = path.compareTo(other.path);
            order = order == 0 ? method.compareTo(other.method) : order;
            return order == 0 ? Integer.compare(status, other.status) : order;
        }
    }

    private final Map<Answered, LongAdder> answered = new ConcurrentSkipListMap<>();
    private final Map<Limit, LongAdder> refused = new EnumMap<>(Limit.class);
    private final LongAdder denied = new LongAdder();

    HttpFigures() {
        for (Limit limit : Limit.values()) {
            refused.put(limit, new LongAdder());
        }
    }

    /** Counts an answer. Paths are those of the routes, so there are few. */
    void answered(String method, String path, int status) {
        answered.computeIfAbsent(new Answered(method, path, status), key -> new LongAdder())
                .increment();
    }

    /** Counts a refusal at a limit. */
    void refused(Limit limit) {
        LongAdder count = refused.get(limit);
        if (count != null) {
            count.increment();
        }
    }

    /** Counts a refusal for who or what the caller is. */
    void denied() {
        denied.increment();
    }

    Map<Answered, LongAdder> answered() {
        return answered;
    }

    Map<Limit, LongAdder> refused() {
        return refused;
    }

    long deniedCount() {
        return denied.sum();
    }
}

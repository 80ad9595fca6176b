package dev.kanishk.scheduler.dispatch;

/** What a scheduler knows of one type. Confined to the dispatcher's lock. */
final class TypeDispatch {
    private final Handler handler;
    private final TypePolicy policy;
    private final CircuitBreaker breaker;
    private int running;
    private int withoutResult;

    TypeDispatch(Handler handler, TypePolicy policy) {
        this.handler = handler;
        this.policy = policy;
        this.breaker = new CircuitBreaker(policy.breaker());
    }

    Handler handler() {
        return handler;
    }

    TypePolicy policy() {
        return policy;
    }

    CircuitState circuit(long nowNanos) {
        return breaker.state(nowNanos);
    }

    long opened() {
        return breaker.opened();
    }

    /** How many more may be started. */
    int permits(int freeSlots, long nowNanos) {
        int free = Math.min(freeSlots, policy.concurrency() - running);
        return breaker.permits(Math.max(free, 0), withoutResult, nowNanos);
    }

    void started() {
        running++;
        withoutResult++;
    }

    /** An attempt has a result; its handler may still run on, if it took too long. */
    void resulted(Verdict verdict, long nowNanos) {
        withoutResult--;
        switch (verdict) {
            case WORKS -> breaker.succeeded(nowNanos);
            case FAILS -> breaker.failed(nowNanos);
            case UNKNOWN -> {}
        }
    }

    void ended() {
        running--;
    }

    /** What an attempt says about whatever its handler depends on. */
    enum Verdict {
        /** It answers. */
        WORKS,
        /** It does not. */
        FAILS,
        /** Nothing: the attempt was given up for other reasons. */
        UNKNOWN
    }
}

package dev.kanishk.scheduler.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/*
 * The platform's lookup cannot be interrupted, and blocks the carrier of a virtual thread; there
 * are as many of these as processors. So it has threads of its own, and a name whose servers are
 * silent occupies one of them, however many deliveries wait for it.
 */
/** Looks names up, each once at a time, and waits for them for so long and no longer. */
final class Lookups implements AutoCloseable {
    private static final int THREADS = 64;
    private static final int MAX_WAITING = 1_000;
    private static final long IDLE_SECONDS = 10;

    private final Map<String, CompletableFuture<List<InetAddress>>> running =
            new ConcurrentHashMap<>();
    private final ThreadPoolExecutor threads;
    private final HostLookup lookup;
    private final Duration patience;

    Lookups(HostLookup lookup, Duration patience) {
        this.lookup = lookup;
        this.patience = patience;
        this.threads =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(MAX_WAITING),
                        Thread.ofPlatform().name("webhook-lookup-", 0).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
    }

    List<InetAddress> find(String host) throws UnknownHostException {
        CompletableFuture<List<InetAddress>> own = new CompletableFuture<>();
        CompletableFuture<List<InetAddress>> other = running.putIfAbsent(host, own);
        if (other == null) {
            begin(host, own);
        }
        try {
            return (other == null ? own : other).get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw failed(host + " was not found within " + patience, e);
        } catch (ExecutionException e) {
            throw failed(host + " was not found", e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("looking " + host + " up was interrupted", e);
        }
    }

    private static UnknownHostException failed(String message, Throwable cause) {
        UnknownHostException failure = new UnknownHostException(message);
        failure.initCause(cause);
        return failure;
    }

    private void begin(String host, CompletableFuture<List<InetAddress>> answer) {
        try {
            threads.execute(() -> look(host, answer));
        } catch (RejectedExecutionException e) {
            running.remove(host, answer);
            answer.completeExceptionally(
                    new UnknownHostException(
                            "more than " + MAX_WAITING + " names wait to be looked up"));
        }
    }

    @SuppressWarnings("IllegalCatch") // whatever it is, those that wait are to know
    private void look(String host, CompletableFuture<List<InetAddress>> answer) {
        try {
            List<InetAddress> found = lookup.find(host);
            running.remove(host, answer);
            answer.complete(found);
        } catch (Exception | Error e) {
            running.remove(host, answer);
            answer.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

package dev.kanishk.scheduler.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ConnectionFuture;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to Redis that never makes its users wait for a Redis that is not there. It is made
 * when it is first needed, and again whenever it was lost.
 *
 * <p>A command that is not answered in time, or cannot be sent, makes the link {@link
 * State#UNAVAILABLE}: from then on commands fail at once, but for one a second that tries whether
 * Redis is back. What was asked and not answered may have been done. Safe for use by many threads,
 * which share the connection.
 */
public final class RedisLink implements AutoCloseable {
    /** How long a command may take unless it is said otherwise. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMillis(500);

    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
    private static final RedisCodec<String, byte[]> CODEC =
            RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(1);
    private static final long RETRY_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MAX_COMMANDS_WAITING = 10_000;

    /** Whether Redis is there. */
    public enum State {
        /** It answered last time, or was not asked yet. */
        AVAILABLE,
        /** It did not answer, or refused: commands fail at once until it does again. */
        UNAVAILABLE
    }

    private final RedisClient client;
    private final RedisURI uri;
    private final Duration timeout;
    private final AtomicLong retryAt = new AtomicLong(System.nanoTime());
    private final AtomicLong complainAt = new AtomicLong(System.nanoTime());
    private volatile State state = State.AVAILABLE;
    private @Nullable ConnectionFuture<StatefulRedisConnection<String, byte[]>> connecting;
    private boolean closed;

    private RedisLink(RedisURI uri, Duration timeout) {
        if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "timeout '" + timeout + "' is not allowed: use PT0.001S to " + MAX_TIMEOUT);
        }
        this.uri = uri;
        this.timeout = timeout;
        client = RedisClient.create();
        client.setOptions(
                ClientOptions.builder()
                        .autoReconnect(false)
                        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                        .requestQueueSize(MAX_COMMANDS_WAITING)
                        .build());
    }

    /**
     * Makes a link; nothing is connected yet. Commands may take {@link #DEFAULT_TIMEOUT}, whatever
     * timeout the address names.
     *
     * @param uri where Redis is, such as {@code redis://localhost:6379}
     * @return the link, to be closed by the caller
     * @throws IllegalArgumentException if the address is none
     */
    public static RedisLink to(String uri) {
        return to(RedisURI.create(uri), DEFAULT_TIMEOUT);
    }

    /**
     * Makes a link; nothing is connected yet.
     *
     * @param uri where Redis is, and who asks
     * @param timeout how long a command may take, and be waited for while the link connects: 1 ms
     *     to 1 minute
     * @return the link, to be closed by the caller
     * @throws IllegalArgumentException if the timeout is out of its range
     */
    public static RedisLink to(RedisURI uri, Duration timeout) {
        return new RedisLink(uri, timeout);
    }

    /**
     * Connects now, so that the first one who asks need not wait for that: connecting for the first
     * time may take a process longer than a command may.
     *
     * @param patience how long to wait
     * @return whether it is connected; if not, it goes on trying whenever it is used
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    public boolean connect(Duration patience) throws InterruptedException {
        try {
            connection().get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException | CancellationException | TimeoutException e) {
            LOG.warn("not connected to Redis yet: {}", where(), e);
            return false;
        }
    }

    /** {@return whether Redis is there} */
    public State state() {
        return state;
    }

    /**
     * Runs a script and waits for its answer.
     *
     * @return the answer's parts: bytes, {@code Long} or null
     */
    List<@Nullable Object> run(RedisScript script, String[] keys, byte[]... arguments)
            throws RedisUnavailableException, InterruptedException {
        if (state == State.UNAVAILABLE && !mayTry()) {
            throw new RedisUnavailableException("Redis is not available: " + where());
        }
        try {
            RedisAsyncCommands<String, byte[]> commands = await(connection()).async();
            List<@Nullable Object> answer;
            try {
                answer =
                        await(
                                commands.evalsha(
                                        script.sha1(), ScriptOutputType.MULTI, keys, arguments));
            } catch (RedisNoScriptException e) {
                answer =
                        await(
                                commands.eval(
                                        script.text(), ScriptOutputType.MULTI, keys, arguments));
            }
            if (state == State.UNAVAILABLE) {
                LOG.info("Redis is available again: {}", where());
                state = State.AVAILABLE;
            }
            return answer;
        } catch (RedisCommandExecutionException e) {
            throw refused(e);
        } catch (TimeoutException e) {
            dropConnection();
            throw unavailable("no answer within " + timeout, e);
        } catch (RuntimeException e) {
            throw unavailable(String.valueOf(e.getMessage()), e);
        }
    }

    /** Opens a connection of its own, for what waits; to be closed by the caller. */
    StatefulRedisConnection<String, byte[]> open()
            throws RedisUnavailableException, InterruptedException {
        return open(client.connectAsync(CODEC, uri));
    }

    /** Opens a connection that is told what is published; to be closed by the caller. */
    StatefulRedisPubSubConnection<String, byte[]> subscriber()
            throws RedisUnavailableException, InterruptedException {
        return open(client.connectPubSubAsync(CODEC, uri));
    }

    private <C extends StatefulConnection<String, byte[]>> C open(ConnectionFuture<C> connection)
            throws RedisUnavailableException, InterruptedException {
        boolean made = false;
        try {
            C opened = await(connection);
            made = true;
            return opened;
        } catch (TimeoutException | RuntimeException e) {
            throw new RedisUnavailableException(
                    "no connection to Redis, " + e.getMessage() + ": " + where(), e);
        } finally {
            if (!made) {
                CompletionStage<Void> _ = connection.thenCompose(StatefulConnection::closeAsync);
            }
        }
    }

    /** Waits for an answer, as long as one may take. */
    <T> T answer(Future<T> future) throws RedisUnavailableException, InterruptedException {
        try {
            return await(future);
        } catch (TimeoutException e) {
            throw new RedisUnavailableException(
                    "no answer from Redis within " + timeout + ": " + where(), e);
        } catch (RuntimeException e) {
            throw new RedisUnavailableException("Redis: " + e.getMessage() + ": " + where(), e);
        }
    }

    Duration timeout() {
        return timeout;
    }

    private boolean mayTry() {
        long at = retryAt.get();
        long now = System.nanoTime();
        return now - at >= 0 && retryAt.compareAndSet(at, now + RETRY_AFTER_NANOS);
    }

    /**
     * It is there, and has no memory left, or is a copy that may not be written to, or the like.
     */
    private RedisUnavailableException refused(RedisCommandExecutionException cause) {
        long at = complainAt.get();
        long now = System.nanoTime();
        if (now - at >= 0 && complainAt.compareAndSet(at, now + RETRY_AFTER_NANOS)) {
            LOG.warn("Redis refuses: {}: {}", cause.getMessage(), where());
        }
        return new RedisUnavailableException(
                "Redis refuses: " + cause.getMessage() + ": " + where(), cause);
    }

    private RedisUnavailableException unavailable(String why, Exception cause) {
        retryAt.set(System.nanoTime() + RETRY_AFTER_NANOS);
        if (state == State.AVAILABLE) {
            state = State.UNAVAILABLE;
            LOG.warn("Redis is not available, {}: {}; it is tried every second", why, where());
        }
        return new RedisUnavailableException(
                "Redis is not available, " + why + ": " + where(), cause);
    }

    String where() {
        return uri.getHost() == null
                ? String.valueOf(uri.getSocket())
                : uri.getHost() + ":" + uri.getPort();
    }

    /** The connection, or one that is being made. One that was lost is made anew. */
    private synchronized ConnectionFuture<StatefulRedisConnection<String, byte[]>> connection() {
        if (closed) {
            throw new IllegalStateException("the link is closed");
        }
        ConnectionFuture<StatefulRedisConnection<String, byte[]>> made = connecting;
        if (made == null || isLost(made.toCompletableFuture())) {
            made = client.connectAsync(CODEC, uri);
            connecting = made;
        }
        return made;
    }

    private static boolean isLost(
            CompletableFuture<StatefulRedisConnection<String, byte[]>> connection) {
        return connection.isCompletedExceptionally()
                || (connection.isDone() && !connection.join().isOpen());
    }

    /** After a partition, an old connection may stay silent long after a new one would not. */
    private synchronized void dropConnection() {
        ConnectionFuture<StatefulRedisConnection<String, byte[]>> made = connecting;
        if (made != null && made.toCompletableFuture().isDone()) {
            connecting = null;
            CompletionStage<Void> _ = made.thenCompose(StatefulRedisConnection::closeAsync);
        }
    }

    /** Waits; what failed is thrown as it is. */
    private <T> T await(Future<T> future) throws TimeoutException, InterruptedException {
        try {
            return future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new CompletionException(e.getCause());
        } catch (CancellationException e) {
            throw new CompletionException(e);
        }
    }

    /** Gives the connection back. What is asked of it later fails. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        client.shutdown(Duration.ZERO, timeout);
    }
}

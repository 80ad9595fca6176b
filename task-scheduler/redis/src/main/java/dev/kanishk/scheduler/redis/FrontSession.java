package dev.kanishk.scheduler.redis;

import dev.kanishk.scheduler.redis.FrontFormat.Reply;
import io.lettuce.core.Consumer;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAutoClaimArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.models.stream.ClaimedMessages;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * One stream with one consumer group, and one string, the generation. Whoever finds that there is
 * no group makes it, and sets a new generation, in one step: a Redis that lost its memory has
 * neither. Each entry is added only if the generation is still the one that the session began
 * with, so its process learns with the next entry, or within a second, that what it gave to Redis
 * before is gone.
 *
 * A session ends with the first thing that goes wrong, and is not mended. Its owner stores what
 * was given to it and not answered, and begins another when Redis is fit for use.
 */
/** A time in which Redis is there and keeps what it was given. Safe for use by many threads. */
final class FrontSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FrontSession.class);
    private static final RedisScript PREPARE =
            RedisScript.of(
                    """
                    local made = redis.pcall('XGROUP', 'CREATE', KEYS[2], 'movers', '0', 'MKSTREAM')
                    local generation = redis.call('GET', KEYS[1])
                    if not generation or not made.err then
                      redis.call('SET', KEYS[1], ARGV[1])
                      generation = ARGV[1]
                    end
                    return {generation}
                    """);
    private static final RedisScript ADD =
            RedisScript.of(
                    """
                    if redis.call('GET', KEYS[1]) ~= ARGV[1] then
                      return {'lost'}
                    end
                    if redis.call('XLEN', KEYS[2]) >= tonumber(ARGV[2]) then
                      return {'full'}
                    end
                    return {redis.call('XADD', KEYS[2], '*', 'b', ARGV[3])}
                    """);
    private static final RedisScript DONE =
            RedisScript.of(
                    """
                    local count = tonumber(ARGV[1])
                    for i = 2, count + 1 do
                      redis.call('XACK', KEYS[1], 'movers', ARGV[i])
                      redis.call('XDEL', KEYS[1], ARGV[i])
                    end
                    for i = count + 2, #ARGV, 2 do
                      redis.call('PUBLISH', ARGV[i], ARGV[i + 1])
                    end
                    return {}
                    """);
    /* A consumer that was not seen for so long is no process's any more. */
    private static final RedisScript FORGET_DEAD =
            RedisScript.of(
                    """
                    local consumers = redis.call('XINFO', 'CONSUMERS', KEYS[1], 'movers')
                    for _, consumer in ipairs(consumers) do
                      local c = {}
                      for i = 1, #consumer, 2 do c[consumer[i]] = consumer[i + 1] end
                      if c['pending'] == 0 and c['idle'] > 600000 then
                        redis.call('XGROUP', 'DELCONSUMER', KEYS[1], 'movers', c['name'])
                      end
                    end
                    return {}
                    """);
    private static final String POLICY = "maxmemory_policy:";
    private static final String NO_EVICTION = "noeviction";
    private static final Duration BLOCK = Duration.ofMillis(500);
    private static final long DEAD_MOVER_MS = 5_000;
    private static final int DEAD_ENTRIES = 100;

    /** An answer to an attempt to add an entry. */
    interface Added {
        /**
         * It has a name, or there is a reason why not; a null reason is that the stream is full.
         */
        void answered(@Nullable String entry, @Nullable String reason);
    }

    private final RedisLink link;
    private final String process;
    private final String channels;
    private final String dueChannel;
    private final String[] keys;
    private final String[] stream;
    private final byte[] maxEntries;
    private final StatefulRedisConnection<String, byte[]> commands;
    private final StatefulRedisPubSubConnection<String, byte[]> replies;
    private final byte[] generation;
    private final String persistence;
    private final AtomicInteger unanswered = new AtomicInteger();
    private final long begunNanos = System.nanoTime();
    private final List<StatefulRedisConnection<String, byte[]>> readers =
            new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger users = new AtomicInteger(1);
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Begins, if Redis may be used. */
    FrontSession(RedisLink link, RedisFrontOptions options, String process)
            throws RedisUnavailableException, InterruptedException {
        this.link = link;
        this.process = process;
        String prefix = "front:{" + options.name() + "}:";
        this.channels = prefix + "reply:";
        this.dueChannel = prefix + "due";
        this.keys = new String[] {prefix + "generation", prefix + "jobs"};
        this.stream = new String[] {keys[1]};
        this.maxEntries = ascii(Integer.toString(options.maxEntries()));
        this.commands = link.open();
        StatefulRedisPubSubConnection<String, byte[]> subscriber = null;
        boolean ready = false;
        try {
            this.persistence = fitness();
            for (RedisScript script : List.of(PREPARE, ADD, DONE, FORGET_DEAD)) {
                link.answer(commands.async().scriptLoad(script.text()));
            }
            byte[] fresh = ascii(process + System.nanoTime());
            this.generation = run(PREPARE, keys, fresh);
            subscriber = link.subscriber();
            this.replies = subscriber;
            ready = true;
        } finally {
            if (!ready) {
                var _ = commands.closeAsync();
                if (subscriber != null) {
                    var _ = subscriber.closeAsync();
                }
            }
        }
    }

    /** Has listeners told of replies to this process, and of due jobs; they must not block. */
    void listen(java.util.function.Consumer<Reply> listener, FrontSignals signals)
            throws RedisUnavailableException, InterruptedException {
        replies.addListener(
                new RedisPubSubAdapter<>() {
                    @Override
                    public void message(String channel, byte[] message) {
                        if (channel.equals(dueChannel)) {
                            signals.heard(message);
                            return;
                        }
                        try {
                            listener.accept(Reply.read(message));
                        } catch (IOException e) {
                            // Of a newer version: the batch is stored when its time is over.
                            assert e != null;
                        }
                    }
                });
        link.answer(replies.async().subscribe(channels + process, dueChannel));
    }

    private byte[] run(RedisScript script, String[] on, byte[]... arguments)
            throws RedisUnavailableException, InterruptedException {
        List<@Nullable Object> answer =
                link.answer(
                        commands.async()
                                .evalsha(script.sha1(), ScriptOutputType.MULTI, on, arguments));
        return !answer.isEmpty() && answer.getFirst() instanceof byte[] bytes ? bytes : new byte[0];
    }

    /** Checks that Redis may be used; says how it persists. */
    private String fitness() throws RedisUnavailableException, InterruptedException {
        String info = link.answer(commands.async().info());
        String policy = value(info, POLICY);
        if (!policy.equals(NO_EVICTION)) {
            throw new RedisUnavailableException(
                    "maxmemory-policy is '"
                            + policy
                            + "', so Redis may drop jobs; set it to "
                            + NO_EVICTION
                            + ": "
                            + link.where());
        }
        boolean appends = value(info, "aof_enabled:").equals("1");
        if (!appends) {
            return "no append-only file: a crash of Redis loses what it has";
        }
        try {
            Map<String, String> config = link.answer(commands.async().configGet("appendfsync"));
            return "appendfsync " + config.getOrDefault("appendfsync", "unknown");
        } catch (RedisUnavailableException e) {
            return "appendfsync unknown: CONFIG GET is refused";
        }
    }

    private static String value(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip())
                .findFirst()
                .orElse("unknown");
    }

    /** Looks whether Redis may still be used and has its memory, once a second. */
    void check() throws RedisUnavailableException, InterruptedException {
        if (!commands.isOpen() || !replies.isOpen()) {
            throw new RedisUnavailableException("the connection is lost: " + link.where());
        }
        fitness();
        byte[] now = link.answer(commands.async().get(keys[0]));
        if (!java.util.Arrays.equals(generation, now)) {
            throw new RedisUnavailableException("Redis has lost its memory: " + link.where());
        }
    }

    String persistence() {
        return persistence;
    }

    boolean isOpen() {
        return !closed.get() && commands.isOpen() && replies.isOpen();
    }

    /** How many entries were added and not answered yet. */
    int unanswered() {
        return unanswered.get();
    }

    long begunNanos() {
        return begunNanos;
    }

    /** Adds an entry; the answer comes on a thread that must not block. */
    void add(byte[] entry, Added added) {
        unanswered.incrementAndGet();
        var _ =
                commands.async()
                        .<List<@Nullable Object>>evalsha(
                                ADD.sha1(),
                                ScriptOutputType.MULTI,
                                keys,
                                generation,
                                maxEntries,
                                entry)
                        .whenComplete((answer, failure) -> {
                            unanswered.decrementAndGet();
                            if (failure != null) {
                                added.answered(null, String.valueOf(failure.getMessage()));
                                return;
                            }
                            String word =
                                    answer.getFirst() instanceof byte[] bytes
                                            ? new String(bytes, StandardCharsets.US_ASCII)
                                            : "nothing";
                            switch (word) {
                                case "full" -> added.answered(null, null);
                                case "lost" -> added.answered(null, "Redis has lost its memory");
                                default -> added.answered(word, null);
                            }
                        });
    }

    /** Removes entries and tells their processes; nobody waits for that. */
    void done(List<String> entries, List<String> processes, List<Reply> answers) {
        byte[][] arguments = new byte[1 + entries.size() + 2 * answers.size()][];
        int next = 0;
        arguments[next++] = ascii(Integer.toString(entries.size()));
        for (String entry : entries) {
            arguments[next++] = ascii(entry);
        }
        for (int i = 0; i < answers.size(); i++) {
            arguments[next++] = ascii(channels + processes.get(i));
            arguments[next++] = answers.get(i).bytes();
        }
        if (commands.isOpen()) {
            var _ =
                    commands.async()
                            .evalsha(DONE.sha1(), ScriptOutputType.MULTI, stream, arguments);
        }
    }

    /** Tells all processes of due jobs; nobody waits for that. */
    void publishDue(byte[] message) {
        if (!closed.get()) {
            var _ = commands.async().publish(dueChannel, message);
        }
    }

    /** A mover's connection, on which it waits; it ends with the session. */
    StatefulRedisConnection<String, byte[]> open()
            throws RedisUnavailableException, InterruptedException {
        StatefulRedisConnection<String, byte[]> reader = link.open();
        readers.add(reader);
        if (closed.get()) {
            release(reader);
        }
        return reader;
    }

    /** Closes a mover's connection, once. */
    void release(StatefulRedisConnection<String, byte[]> reader) {
        if (readers.remove(reader)) {
            var _ = reader.closeAsync();
        }
    }

    /** Waits a moment for entries that no mover has. */
    @SuppressWarnings("unchecked") // one stream is an array of one stream
    List<StreamMessage<String, byte[]>> read(
            StatefulRedisConnection<String, byte[]> connection, String mover, int count)
            throws RedisUnavailableException, InterruptedException {
        var future =
                connection
                        .async()
                        .xreadgroup(
                                Consumer.from("movers", mover),
                                XReadArgs.Builder.block(BLOCK).count(count),
                                XReadArgs.StreamOffset.lastConsumed(keys[1]));
        try {
            return future.get(BLOCK.plus(link.timeout()).toNanos(), TimeUnit.NANOSECONDS);
        } catch (java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException
                | RuntimeException e) {
            throw new RedisUnavailableException(
                    "no entries can be read: " + e.getMessage() + ": " + link.where(), e);
        }
    }

    /** Takes over what movers have had for so long that they are dead. */
    List<StreamMessage<String, byte[]>> takeOver(String mover)
            throws RedisUnavailableException, InterruptedException {
        run(FORGET_DEAD, stream);
        ClaimedMessages<String, byte[]> claimed =
                link.answer(
                        commands.async()
                                .xautoclaim(
                                        keys[1],
                                        XAutoClaimArgs.Builder.xautoclaim(
                                                        Consumer.from("movers", mover),
                                                        Duration.ofMillis(DEAD_MOVER_MS),
                                                        "0-0")
                                                .count(DEAD_ENTRIES)));
        List<StreamMessage<String, byte[]>> entries = new ArrayList<>();
        for (StreamMessage<String, byte[]> message : claimed.getMessages()) {
            if (message != null && message.getId() != null) {
                entries.add(message);
            }
        }
        return entries;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            var _ = replies.closeAsync();
            // So that no mover takes entries that it would not move any more.
            readers.forEach(this::release);
            left();
        }
    }

    /** Notes that a mover uses the session. */
    void entered() {
        users.incrementAndGet();
    }

    /** Notes that a mover is done; until then it can tell others what it has moved. */
    void left() {
        if (users.decrementAndGet() == 0) {
            var _ = commands.closeAsync();
            over.countDown();
        }
    }

    /** Waits until it is closed and no mover is at work. */
    void await(Duration longest) {
        try {
            if (!over.await(longest.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn("a mover of jobs is still at work after {}", longest);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

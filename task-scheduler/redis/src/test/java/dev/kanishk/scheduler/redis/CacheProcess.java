package dev.kanishk.scheduler.redis;

import static org.awaitility.Awaitility.await;

import dev.kanishk.scheduler.cache.Cache;
import dev.kanishk.scheduler.cache.CacheAside;
import dev.kanishk.scheduler.cache.CachePolicy;
import dev.kanishk.scheduler.cache.Loader;
import io.lettuce.core.RedisURI;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A process of its own that asks a cache for one value from many threads, and computes it, if it
 * has to, for as long as it is not told the answer.
 */
final class CacheProcess implements AutoCloseable {
    static final int CALLERS = 20;
    static final Duration LEASE = Duration.ofMillis(600);

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private CacheProcess(Process process) {
        this.process = process;
        Thread.ofVirtual().start(this::read);
    }

    private void read() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            reader.lines().forEach(lines::add);
        } catch (IOException e) {
            lines.add("closed");
        }
    }

    /** Starts one; {@code shared} is whether it uses Redis, or a cache of its own. */
    static CacheProcess start(int port, boolean shared) throws IOException {
        return new CacheProcess(
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                CacheProcess.class.getName(),
                                String.valueOf(port),
                                String.valueOf(shared))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
    }

    /** Has all its threads ask. */
    void ask() throws IOException {
        say("ask");
    }

    /** Tells what it computes. */
    void answer(String value) throws IOException {
        say(value);
    }

    private void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    long count(String line) {
        return lines.stream().filter(line::equals).count();
    }

    void awaitLine(String line, int times) {
        await().alias(line + " in " + lines)
                .atMost(TestRedis.PATIENCE)
                .until(() -> count(line) >= times);
    }

    TestRedis.Signals signals() {
        return new TestRedis.Signals(String.valueOf(process.pid()));
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Runs until it is ended. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        Loader<String, String> loader =
                key -> {
                    out.println("computing");
                    return answers.take();
                };
        CachePolicy policy = CachePolicy.of(Duration.ofMinutes(1));
        Cache<String, String> cache =
                Boolean.parseBoolean(arguments[1])
                        ? new RedisCache<>(
                                RedisLink.to(
                                        RedisURI.create(
                                                "localhost", Integer.parseInt(arguments[0])),
                                        TestRedis.PATIENCE),
                                RedisCacheOptions.of("reports", policy).withLease(LEASE),
                                ValueCodec.utf8(),
                                loader)
                        : new CacheAside<>(policy, loader);
        out.println("ready");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals("ask")) {
                AtomicInteger asking = new AtomicInteger();
                for (int i = 0; i < CALLERS; i++) {
                    Thread.ofVirtual()
                            .start(() -> {
                                if (asking.incrementAndGet() == CALLERS) {
                                    out.println("asking");
                                }
                                out.println("got " + cache.get("hot").orElse("none"));
                            });
                }
            } else {
                answers.add(line);
            }
        }
    }
}

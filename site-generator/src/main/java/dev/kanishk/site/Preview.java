package dev.kanishk.site;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.kanishk.site.html.Html;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * A site on loopback that follows its sources: it looks for changes four times a second, which also
 * works where the operating system tells of none.
 */
final class Preview implements AutoCloseable {
    private static final long LOOK_MILLIS = 250;
    private static final int LISTENERS_MAX = 64;
    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "json", "application/json",
                    "svg", "image/svg+xml",
                    "xml", "application/xml",
                    "woff2", "font/woff2",
                    "txt", "text/plain; charset=utf-8");

    private final SiteRequest request;
    private final PrintWriter log;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int version;
    private int listeners;
    private String problem = "";

    private Preview(SiteRequest request, int port, PrintWriter log) throws IOException {
        this.request = request;
        this.log = log;
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::answer);
        server.createContext("/.changes", this::tellChanges);
        server.setExecutor(threads);
    }

    static Preview start(SiteRequest request, int port, PrintWriter log) throws IOException {
        Preview preview = new Preview(request, port, log);
        preview.build();
        preview.server.start();
        return preview;
    }

    URI address() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/");
    }

    /** Rebuilds on changes until the preview is closed. */
    void watch() throws InterruptedException {
        String before = state();
        while (!closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            String now = state();
            if (!now.equals(before)) {
                before = now;
                build();
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void build() {
        String found = "";
        try {
            SiteSummary summary = new SiteGenerator(request).build();
            log.println(summary.pages() + " pages built");
        } catch (IOException | RuntimeException e) {
            found = String.valueOf(e.getMessage());
            log.println(found);
        }
        log.flush();
        lock.lock();
        try {
            problem = found;
            version++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The names, sizes and times of all sources. */
    private String state() {
        List<Path> folders = new ArrayList<>(request.results());
        folders.add(request.source());
        StringBuilder state = new StringBuilder();
        for (Path folder : folders) {
            try (Stream<Path> files =
                    Files.isDirectory(folder) ? Files.walk(folder) : Stream.of()) {
                for (Path file : files.sorted().toList()) {
                    state.append(file)
                            .append(Files.size(file))
                            .append(Files.getLastModifiedTime(file));
                }
            } catch (IOException e) {
                state.append(e.getMessage());
            }
        }
        return state.toString();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String shown = currentProblem();
            if (!shown.isEmpty()) {
                String page =
                        "<!DOCTYPE html><html lang=\"en\"><title>Not built</title>"
                                + "<script src=\"/assets/reload.js\" defer></script><pre>"
                                + Html.escape(shown)
                                + "</pre></html>";
                if (!exchange.getRequestURI().getPath().startsWith("/assets/")) {
                    send(exchange, 500, "html", page.getBytes(StandardCharsets.UTF_8));
                    return;
                }
            }
            Path root = request.output().toAbsolutePath().normalize();
            Path file = root.resolve(exchange.getRequestURI().getPath().substring(1)).normalize();
            if (file.startsWith(root) && Files.isDirectory(file)) {
                file = file.resolve("index.html");
            }
            boolean found = file.startsWith(root) && Files.isRegularFile(file);
            Path missing = root.resolve("404.html");
            byte[] content =
                    found
                            ? Files.readAllBytes(file)
                            : Files.exists(missing) ? Files.readAllBytes(missing) : new byte[0];
            String name = found ? file.toString() : "404.html";
            send(exchange, found ? 200 : 404, name, content);
        }
    }

    private static void send(HttpExchange exchange, int status, String name, byte[] content)
            throws IOException {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        exchange.getResponseHeaders()
                .set("Content-Type", TYPES.getOrDefault(ending, "application/octet-stream"));
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
        exchange.getResponseBody().write(content);
    }

    private String currentProblem() {
        lock.lock();
        try {
            return problem;
        } finally {
            lock.unlock();
        }
    }

    /** Server-sent events: one for each build from now on. */
    private void tellChanges(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!admit(1)) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            out.write(": connected\n\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            int seen = awaitVersionAfter(-1);
            while (closed.getCount() > 0) {
                seen = awaitVersionAfter(seen);
                out.write(("data: " + seen + "\n\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            admit(-1);
        }
    }

    private boolean admit(int change) {
        lock.lock();
        try {
            listeners += change;
            return listeners <= LISTENERS_MAX;
        } finally {
            lock.unlock();
        }
    }

    private int awaitVersionAfter(int seen) throws InterruptedException {
        lock.lock();
        try {
            while (version == seen || (seen < 0 && version == 0)) {
                changed.await();
            }
            return version;
        } finally {
            lock.unlock();
        }
    }
}

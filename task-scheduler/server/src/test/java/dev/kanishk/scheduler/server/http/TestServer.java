package dev.kanishk.scheduler.server.http;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.kanishk.scheduler.dispatch.PermanentFailureException;
import dev.kanishk.scheduler.dispatch.TaskScheduler;
import dev.kanishk.scheduler.server.report.Reports;
import dev.kanishk.scheduler.store.JobStore;
import dev.kanishk.scheduler.store.ReportSource;
import dev.kanishk.scheduler.store.SqliteStore;
import dev.kanishk.scheduler.store.StoreOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;

/** A server on a store, with handlers of two types, "good" and "bad", and a client of it. */
final class TestServer implements AutoCloseable {
    static final String UNKNOWN = "01990000-0000-7000-8000-000000000001";

    /** As much as a test may wait for. */
    static final int MAX_WAITING_JOBS = 1_000;

    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    /** An answer. */
    record Answer(int status, HttpHeaders headers, String text) {
        String mediaType() {
            return header("Content-Type");
        }

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        JsonNode body() {
            try {
                return JSON.readTree(text);
            } catch (IOException e) {
                throw new AssertionError(text, e);
            }
        }

        String text(String field) {
            return body().path(field).asText();
        }

        @Override
        public String toString() {
            return status + " " + text;
        }
    }

    private final JobStore store;
    private final TaskScheduler scheduler;
    private final Reports reports;
    private final HttpApi api;
    private final HttpClient client;
    private final String base;

    private TestServer(
            JobStore store, ReportSource source, HttpSettings settings, HttpClient client) {
        this.store = store;
        this.reports = new Reports(source, false, Duration.ofSeconds(1));
        this.client = client;
        this.scheduler =
                TaskScheduler.on(store)
                        .handle("good", job -> {})
                        .handle(
                                "bad",
                                job -> {
                                    throw new PermanentFailureException("no use: " + job.payload());
                                })
                        .start();
        this.api = new HttpApi(store, scheduler, reports, settings);
        String scheme = settings.tls().isPresent() ? "https" : "http";
        this.base = scheme + "://localhost:" + api.port();
    }

    static TestServer start(Path folder, HttpSettings settings) {
        return start(folder, settings, HttpClient.newHttpClient());
    }

    static TestServer start(Path folder, HttpSettings settings, HttpClient client) {
        Path file = folder.resolve("jobs.db");
        StoreOptions limits = new StoreOptions(MAX_WAITING_JOBS, 5, Duration.ofDays(1));
        JobStore store = SqliteStore.open(file, limits, InstantSource.system());
        return new TestServer(store, ReportSource.sqlite(file), settings, client);
    }

    /** Starts on a store, which is closed with the server. */
    static TestServer on(JobStore store, ReportSource source, HttpSettings settings) {
        return new TestServer(store, source, settings, HttpClient.newHttpClient());
    }

    JobStore store() {
        return store;
    }

    Reports reports() {
        return reports;
    }

    TaskScheduler scheduler() {
        return scheduler;
    }

    HttpApi api() {
        return api;
    }

    HttpClient client() {
        return client;
    }

    URI uri(String path) {
        return URI.create(base + path);
    }

    Answer get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, "", headers);
    }

    Answer post(String path, String body, String... headers)
            throws IOException, InterruptedException {
        return send("POST", path, body, headers);
    }

    Answer delete(String path, String... headers) throws IOException, InterruptedException {
        return send("DELETE", path, "", headers);
    }

    /** Sends a request; headers as names and values in turn. */
    Answer send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path)).method(method, BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    Answer send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        return new Answer(answer.statusCode(), answer.headers(), answer.body());
    }

    /** An array of a job so many times. */
    static String times(int count, String job) {
        String[] jobs = new String[count];
        Arrays.fill(jobs, job);
        return "[" + String.join(",", jobs) + "]";
    }

    @Override
    public void close() {
        api.close();
        scheduler.close();
        reports.close();
        store.close();
        client.close();
    }
}

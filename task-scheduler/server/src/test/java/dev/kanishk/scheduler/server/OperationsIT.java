package dev.kanishk.scheduler.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

/** The files under {@code operations}, held against the figures of a running program. */
class OperationsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path PROMETHEUS = Path.of("operations", "prometheus");
    private static final Path DASHBOARD = Path.of("operations", "grafana", "task-scheduler.json");
    private static final Path REFERENCE =
            Path.of("..", "..", "docs", "reference", "task-scheduler-operations.md");
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Pattern FIGURE =
            Pattern.compile("\\b((?:task_scheduler|scheduler|jvm|process)_[a-z_]+)\\b");
    private static final int ALERTS = 13;

    @TempDir static Path folder;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static EmbeddedPostgres database;
    private static RedisServer redis;
    private static HttpServer receiver;
    private static Serving serving;

    @BeforeAll
    static void start() throws Exception {
        receiver =
                HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        receiver.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        receiver.start();
        redis = RedisServer.newRedisServer().port(Serving.freePort()).setting("save \"\"").build();
        redis.start();
        database = Serving.database();
        serving =
                Serving.start(
                        Serving.url(database),
                        List.of("--redis", "redis://127.0.0.1:" + redis.ports().getFirst()));
        String job =
                "{\"type\":\"webhook\",\"payload\":{\"url\":\"http://127.0.0.1:%d/\"}}"
                        .formatted(receiver.getAddress().getPort());
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(serving.url() + "/v1/jobs"))
                        .POST(BodyPublishers.ofString(job))
                        .build();
        assertThat(CLIENT.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(202);
        await().atMost(PATIENCE)
                .until(() ->
                        figures()
                                .contains(
                                        "scheduler_jobs_total{outcome=\"succeeded\","
                                                + "type=\"webhook\"} 1.0"));
    }

    @AfterAll
    static void stop() throws Exception {
        serving.process().destroy();
        serving.process().waitFor();
        database.close();
        redis.stop();
        receiver.stop(0);
        CLIENT.close();
    }

    private static String figures() throws IOException, InterruptedException {
        return get(serving.url() + "/metrics");
    }

    private static String get(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
        return CLIENT.send(request, BodyHandlers.ofString()).body();
    }

    private static Set<String> figuresIn(String expressions) {
        return FIGURE.matcher(expressions)
                .results()
                .map(found -> found.group(1))
                .filter(name -> !name.equals("task_scheduler_"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Names of all samples; of a figure that has none yet, the name that its type line has. */
    private static Set<String> exported() throws Exception {
        Set<String> names = new TreeSet<>();
        figures()
                .lines()
                .forEach(line ->
                        names.add(
                                line.startsWith("# TYPE ")
                                        ? line.split(" ", -1)[2]
                                        : line.replaceFirst("[{ ].*", "")));
        return names;
    }

    @Test
    void asksInTheDashboardOnlyForFiguresThatThereAre() throws Exception {
        StringBuilder expressions = new StringBuilder();
        JsonNode dashboard = JSON.readTree(DASHBOARD.toFile());
        for (JsonNode panel : dashboard.path("panels")) {
            assertThat(panel.path("targets")).as(panel.path("title").asText()).isNotEmpty();
            panel.path("targets")
                    .forEach(target -> expressions.append(target.path("expr")).append('\n'));
        }
        assertThat(exported()).containsAll(figuresIn(expressions.toString()));
        assertThat(figuresIn(expressions.toString())).hasSizeGreaterThan(15);
    }

    @Test
    void alertsOnlyOnFiguresThatThereAre() throws Exception {
        String rules =
                Files.readAllLines(PROMETHEUS.resolve("alerts.yml")).stream()
                        .filter(line -> !line.strip().startsWith("#"))
                        .filter(line -> !line.contains("summary:") && !line.contains("scription:"))
                        .collect(Collectors.joining("\n"));
        Set<String> asked = figuresIn(rules);
        assertThat(asked).hasSizeGreaterThan(10);
        assertThat(exported()).containsAll(asked);
    }

    @Test
    void isDescribedFigureByFigure() throws Exception {
        Set<String> described = new TreeSet<>();
        for (String line : Files.readAllLines(REFERENCE)) {
            String[] cells = line.split(" \\|", -1);
            if (line.startsWith("| `") && cells.length == 5) {
                described.add(cells[0].replaceAll("[|` ]", "") + cells[1]);
            }
        }
        Set<String> told = new TreeSet<>();
        figures()
                .lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.substring("# TYPE ".length()))
                .filter(line -> line.startsWith("task_scheduler_") || line.startsWith("scheduler_"))
                .forEach(told::add);
        assertThat(described).containsExactlyElementsOf(told);
    }

    @Test
    void tellsHowLongJobsWaitedAndRanInBucketsThatAddUpOverProcesses() throws Exception {
        assertThat(figures())
                .contains("scheduler_job_wait_seconds_bucket{type=\"webhook\",le=\"60.0\"} 1")
                .contains("scheduler_job_run_seconds_count{type=\"webhook\"} 1")
                .contains("task_scheduler_draining 0\n")
                .contains("scheduler_redis_through 1.0\n")
                .doesNotContain("quantile=");
    }

    @Test
    void writesFiguresAsPrometheusReadsThem() throws Exception {
        Optional<Path> tool = InstalledProgram.find("promtool", "the format of /metrics");
        if (tool.isPresent()) {
            Process check = run(tool.get().toString(), "check", "metrics");
            try (Writer in = check.outputWriter(StandardCharsets.UTF_8)) {
                in.write(figures());
            }
            String said = check.inputReader().readAllAsString();
            assertThat(said).doesNotContain("error while linting").doesNotContain("task_scheduler");
            check.waitFor();
        }
    }

    @Test
    void alertsWhenItShouldAndOnlyThen() throws Exception {
        Optional<Path> tool = InstalledProgram.find("promtool", "the alerts' own tests");
        if (tool.isPresent()) {
            Process tests = run(tool.get().toString(), "test", "rules", "alerts-test.yml");
            String said = tests.inputReader().readAllAsString();
            assertThat(tests.waitFor()).as(said).isZero();
        }
    }

    private static Process run(String... command) throws IOException {
        return new ProcessBuilder(command)
                .directory(PROMETHEUS.toFile())
                .redirectErrorStream(true)
                .start();
    }

    @Test
    void isScrapedByAPrometheus() throws Exception {
        Optional<Path> program = InstalledProgram.find("prometheus", "scraping by a Prometheus");
        if (program.isEmpty()) {
            return;
        }
        int port = Serving.freePort();
        Path configuration =
                Files.writeString(
                        folder.resolve("prometheus.yml"),
                        """
                        global: {scrape_interval: 1s, evaluation_interval: 1s}
                        rule_files: ["%s"]
                        scrape_configs:
                          - job_name: task-scheduler
                            static_configs: [{targets: ["%s"]}]
                        """
                                .formatted(
                                        PROMETHEUS.resolve("alerts.yml").toAbsolutePath(),
                                        URI.create(serving.url()).getAuthority()));
        Process prometheus =
                new ProcessBuilder(
                                program.get().toString(),
                                "--config.file=" + configuration,
                                "--storage.tsdb.path=" + folder.resolve("series"),
                                "--web.listen-address=127.0.0.1:" + port)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("prometheus.log").toFile())
                        .start();
        try {
            String api = "http://127.0.0.1:" + port + "/api/v1/";
            String done = "task_scheduler_jobs{job=\"task-scheduler\",state=\"succeeded\"}";
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> "1".equals(valueOf(api, done).orElse("none")));
            await().atMost(PATIENCE)
                    .until(() ->
                            get(api + "rules").split("\"type\":\"alerting\"", -1).length - 1
                                    == ALERTS);
            assertThat(get(api + "rules")).doesNotContain("\"health\":\"err\"");
        } finally {
            prometheus.destroy();
            prometheus.waitFor();
        }
    }

    private static Optional<String> valueOf(String api, String query) throws Exception {
        String asked = api + "query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
        JsonNode result = JSON.readTree(get(asked)).path("data").path("result");
        return result.isEmpty()
                ? Optional.empty()
                : Optional.of(result.path(0).path("value").path(1).asText());
    }
}

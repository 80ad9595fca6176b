package dev.kanishk.site.results;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads result sets from their folders. */
final class ResultLoader {
    private static final long FILE_BYTES_MAX = 64L << 20;
    private static final int DEPTH_MAX = 6;
    private static final String MACHINE_FILE = "machine.json";
    private static final String JMH_SUFFIX = ".jmh.json";
    private static final String SHOWCASE_SUFFIX = ".showcase.json";
    private static final String HISTOGRAM_SUFFIX = ".hlog";

    private final ObjectMapper json = new ObjectMapper();
    private final List<ResultSet> sets = new ArrayList<>();
    private final Map<String, BenchmarkClass> classes = new LinkedHashMap<>();
    private final Map<String, Showcase> showcases = new LinkedHashMap<>();
    private final Map<String, Distribution> loose = new LinkedHashMap<>();

    Results load(List<Path> folders) throws IOException {
        for (Path folder : folders) {
            List<ResultSet> found = new ArrayList<>();
            for (Path machine : machineFiles(folder)) {
                found.add(set(folder, machine));
            }
            found.sort(Results.byAge());
            for (ResultSet set : found) {
                sets.add(set);
                read(set);
            }
        }
        return new Results(sets, classes.values(), showcases.values(), loose.values());
    }

    private static List<Path> machineFiles(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder, DEPTH_MAX)) {
            return all.filter(file -> file.endsWith(MACHINE_FILE)).sorted().toList();
        }
    }

    private ResultSet set(Path root, Path file) throws IOException {
        Field machine = parse(file);
        machine.get("schema").requireText("dev.kanishk.machine/1");
        Map<String, String> compilers = new TreeMap<>();
        machine.get("compilers").members().forEach((name, it) -> compilers.put(name, it.text()));
        Path folder = file.resolveSibling("");
        String name = root.relativize(folder).toString().replace('\\', '/');
        return new ResultSet(
                name.isEmpty() ? String.valueOf(root.getFileName()) : name,
                folder,
                new Machine(
                        machine.get("name").text(),
                        machine.get("processor").text(),
                        machine.get("cores").whole(),
                        (long) machine.get("memoryBytes").number(),
                        machine.get("virtual").text(),
                        machine.get("operatingSystem").text(),
                        machine.get("jvm").text(),
                        machine.get("jvmFlags").texts(),
                        machine.get("commit").text(),
                        machine.get("clean").truth(),
                        machine.get("date").date(),
                        compilers));
    }

    private void read(ResultSet set) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(set.folder())) {
            files = all.sorted().toList();
        }
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            if (name.endsWith(JMH_SUFFIX)) {
                jmh(set, file, name.substring(0, name.length() - JMH_SUFFIX.length()));
            } else if (name.endsWith(SHOWCASE_SUFFIX)) {
                Showcase showcase = showcase(set, file);
                showcases.put(showcase.system(), showcase);
                showcase.distributions().forEach(each -> loose.remove(each.id()));
            } else if (name.endsWith(HISTOGRAM_SUFFIX)) {
                String id = name.substring(0, name.length() - HISTOGRAM_SUFFIX.length());
                loose.put(id, HistogramFile.read(id, id, "ns", set, bounded(file)));
            }
        }
        for (Showcase showcase : showcases.values()) {
            showcase.distributions().forEach(each -> loose.remove(each.id()));
        }
    }

    private void jmh(ResultSet set, Path file, String suite) throws IOException {
        Map<String, List<BenchmarkResult>> byClass = new LinkedHashMap<>();
        for (Field run : parse(file).items()) {
            String benchmark = run.get("benchmark").text();
            int methodDot = benchmark.lastIndexOf('.');
            String qualifiedClass = benchmark.substring(0, Math.max(0, methodDot));
            byClass.computeIfAbsent(qualifiedClass, key -> new ArrayList<>())
                    .add(run(set, file, suite, simple(qualifiedClass), run));
        }
        byClass.forEach((name, runs) -> {
            BenchmarkClass found = new BenchmarkClass(suite, simple(name), name, runs, set, file);
            classes.put(found.id(), found);
        });
    }

    private static String simple(String qualified) {
        return qualified.substring(qualified.lastIndexOf('.') + 1);
    }

    private static BenchmarkResult run(
            ResultSet set, Path file, String suite, String className, Field run) {
        String benchmark = run.get("benchmark").text();
        String method = simple(benchmark);
        SortedMap<String, String> parameters = new TreeMap<>();
        run.get("params").members().forEach((name, it) -> parameters.put(name, it.text()));
        String mode = run.get("mode").text();
        String id = BenchmarkId.format(suite + ":" + className + "." + method, parameters);
        String peer = suite.startsWith("peers-") && !method.equals("ours") ? method : null;
        Field primary = run.get("primaryMetric");
        Better better = mode.equals("thrpt") ? Better.HIGHER : Better.LOWER;
        Figure figure =
                new Figure(
                        id,
                        method,
                        primary.get("score").number(),
                        primary.get("scoreError").numberOrNull(),
                        primary.get("scoreUnit").text(),
                        better,
                        peer,
                        set,
                        file);
        SortedMap<String, Figure> secondary = new TreeMap<>();
        run.get("secondaryMetrics")
                .members()
                .forEach((name, it) -> {
                    Double score = it.get("score").numberOrNull();
                    if (score != null) {
                        secondary.put(name, secondary(figure, name, score, it));
                    }
                });
        SortedMap<Double, Double> percentiles = new TreeMap<>();
        primary.get("scorePercentiles")
                .members()
                .forEach((rank, it) -> {
                    Double value = it.numberOrNull();
                    if (value != null) {
                        percentiles.put(Double.valueOf(rank), value);
                    }
                });
        String jvm = run.get("vmName").textOrNull();
        return new BenchmarkResult(
                method,
                parameters,
                mode,
                run.get("threads").whole(),
                run.get("forks").whole(),
                times(run, "warmup"),
                times(run, "measurement"),
                jvm == null ? "" : jvm + " " + run.get("vmVersion").text(),
                run.get("jvmArgs").texts(),
                figure,
                raw(primary.get("rawData")),
                percentiles,
                secondary);
    }

    private static Figure secondary(Figure primary, String name, double score, Field metric) {
        return new Figure(
                primary.id() + "#" + name,
                primary.label() + ", " + name,
                score,
                metric.get("scoreError").numberOrNull(),
                metric.get("scoreUnit").text(),
                Better.LOWER,
                primary.peer(),
                primary.set(),
                primary.file());
    }

    private static String times(Field run, String phase) {
        return run.get(phase + "Iterations").whole() + " × " + run.get(phase + "Time").text();
    }

    private static List<List<Double>> raw(Field data) {
        if (data.node() == null) {
            return List.of();
        }
        return data.items().stream()
                .map(fork -> fork.items().stream().map(Field::number).toList())
                .toList();
    }

    private Showcase showcase(ResultSet set, Path file) throws IOException {
        Field root = parse(file);
        root.get("schema").requireText("dev.kanishk.showcase/1");
        String system = root.get("system").text();
        List<Figure> metrics = new ArrayList<>();
        for (Field metric : root.get("metrics").items()) {
            metrics.add(
                    new Figure(
                            system + "." + metric.get("name").text(),
                            metric.get("label").text(),
                            metric.get("value").number(),
                            metric.get("error").numberOrNull(),
                            metric.get("unit").text(),
                            metric.get("better").oneOf(Better.class),
                            metric.get("peer").textOrNull(),
                            set,
                            file));
        }
        List<Check> checks = new ArrayList<>();
        for (Field check : root.get("checks").items()) {
            checks.add(
                    new Check(
                            check.get("name").text(),
                            check.get("label").text(),
                            check.get("passed").truth(),
                            check.get("detail").text()));
        }
        List<Distribution> distributions = new ArrayList<>();
        for (Field distribution : root.get("distributions").items()) {
            Path log = set.folder().resolve(distribution.get("file").text()).normalize();
            if (!log.startsWith(set.folder().normalize()) || !Files.isRegularFile(log)) {
                throw new DamagedResultException(
                        file, distribution.path() + ".file", "names no file beside this one");
            }
            distributions.add(
                    HistogramFile.read(
                            system + "." + distribution.get("name").text(),
                            distribution.get("label").text(),
                            distribution.get("unit").text(),
                            set,
                            bounded(log)));
        }
        return new Showcase(
                system,
                root.get("title").text(),
                root.get("command").text(),
                root.get("startedAt").instant(),
                root.get("seconds").number(),
                metrics,
                checks,
                distributions,
                root.get("notes").texts(),
                set,
                file);
    }

    private Field parse(Path file) throws IOException {
        try {
            JsonNode root = json.readTree(bounded(file).toFile());
            return new Field(file, "", root);
        } catch (JacksonException e) {
            throw new DamagedResultException(file, "not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Path bounded(Path file) throws IOException {
        if (Files.size(file) > FILE_BYTES_MAX) {
            throw new DamagedResultException(file, "", "is larger than 64 MiB");
        }
        return file;
    }
}

package dev.kanishk.site.results;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All results that a site may name, by the ids that pages use. Immutable and safe for threads;
 * look-ups by exact id take constant time.
 *
 * <p>Where several result sets hold the same thing, the one in the later folder wins, and within a
 * folder the one with the newest date. A thing is a JMH class, a showcase, or a histogram that no
 * showcase names: it comes whole from one set, so figures of one run are never mixed with
 * another's.
 */
public final class Results {
    private final List<ResultSet> sets;
    private final Map<String, BenchmarkClass> classes;
    private final Map<String, Showcase> showcases;
    private final Map<String, Distribution> distributions = new TreeMap<>();
    private final Map<String, Figure> figures = new LinkedHashMap<>();
    private final Map<String, List<BenchmarkResult>> runs = new LinkedHashMap<>();
    private final Map<String, BenchmarkResult> runOfFigure = new LinkedHashMap<>();

    Results(
            List<ResultSet> sets,
            Collection<BenchmarkClass> classes,
            Collection<Showcase> showcases,
            Collection<Distribution> loose) {
        this.sets = List.copyOf(sets);
        this.classes = new TreeMap<>();
        this.showcases = new TreeMap<>();
        classes.forEach(each -> this.classes.put(each.id(), each));
        loose.forEach(each -> distributions.put(each.id(), each));
        for (Showcase showcase : showcases) {
            this.showcases.put(showcase.system(), showcase);
            showcase.metrics().forEach(each -> figures.put(each.id(), each));
            showcase.distributions().forEach(each -> distributions.put(each.id(), each));
        }
        for (BenchmarkClass each : this.classes.values()) {
            for (BenchmarkResult run : each.results()) {
                figures.put(run.figure().id(), run.figure());
                runOfFigure.put(run.figure().id(), run);
                for (Figure secondary : run.secondary().values()) {
                    figures.put(secondary.id(), secondary);
                    runOfFigure.put(secondary.id(), run);
                }
                runs.computeIfAbsent(each.id() + "." + run.method(), key -> new ArrayList<>())
                        .add(run);
            }
        }
    }

    /**
     * Reads every result set in and below some folders. A set is a folder with {@code
     * machine.json}; folders that do not exist are as if empty.
     *
     * @param folders where to look, at most six levels deep; the later wins over the earlier
     * @return the index
     * @throws IOException if a file cannot be read
     * @throws DamagedResultException if a file is not what its format says, or is larger than 64
     *     MiB
     */
    public static Results load(List<Path> folders) throws IOException {
        return new ResultLoader().load(folders);
    }

    /** {@return whether there is no result at all} */
    public boolean isEmpty() {
        return classes.isEmpty() && showcases.isEmpty() && distributions.isEmpty();
    }

    /** {@return all result sets, in order of precedence: the winning one last} */
    public List<ResultSet> sets() {
        return sets;
    }

    /** {@return the JMH suites in order of name} */
    public List<Suite> suites() {
        Map<String, List<BenchmarkClass>> bySuite = new TreeMap<>();
        for (BenchmarkClass each : classes.values()) {
            bySuite.computeIfAbsent(each.suite(), key -> new ArrayList<>()).add(each);
        }
        return bySuite.entrySet().stream()
                .map(entry -> new Suite(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** {@return the showcases in order of system} */
    public List<Showcase> showcases() {
        return List.copyOf(showcases.values());
    }

    /** {@return the distributions in order of id} */
    public List<Distribution> distributions() {
        return List.copyOf(distributions.values());
    }

    /**
     * Finds a figure.
     *
     * @param id {@code system.metric}, or {@code suite:Class.method[param=value,…]} with parameters
     *     in any order; those may be left out as long as one run alone matches. A method run in
     *     several modes needs {@code mode=} among them. {@code #name} behind it asks for a
     *     secondary metric such as {@code gc.alloc.rate.norm}
     * @return the figure
     * @throws UnknownResultException if nothing matches or several runs do
     */
    public Figure figure(String id) {
        Figure exact = figures.get(id);
        if (exact != null) {
            return exact;
        }
        BenchmarkId parsed = BenchmarkId.parse(id);
        if (parsed != null) {
            List<BenchmarkResult> matching =
                    runs.getOrDefault(parsed.path(), List.of()).stream()
                            .filter(parsed::matches)
                            .toList();
            if (matching.size() > 1) {
                throw new UnknownResultException(
                        "single figure",
                        id,
                        matching.stream().limit(6).map(run -> run.figure().id()).toList());
            }
            if (matching.size() == 1) {
                Figure found = parsed.select(matching.getFirst());
                if (found != null) {
                    return found;
                }
                throw new UnknownResultException(
                        "secondary metric",
                        id,
                        matching.getFirst().secondary().values().stream().map(Figure::id).toList());
            }
        }
        throw new UnknownResultException("figure", id, Nearest.to(id, figures.keySet()));
    }

    /**
     * Compares two figures.
     *
     * @param left the id of the numerator
     * @param right the id of the denominator
     * @return the ratio, or why there is none
     * @throws UnknownResultException if there is no such figure
     */
    public Ratio ratio(String left, String right) {
        Figure numerator = figure(left);
        Figure denominator = figure(right);
        return Comparison.compare(numerator, run(numerator), denominator, run(denominator));
    }

    /**
     * Finds a JMH class.
     *
     * @param id {@code suite:Class}
     * @return all its runs
     * @throws UnknownResultException if there is none
     */
    public BenchmarkClass benchmark(String id) {
        return find("benchmark class", id, classes);
    }

    /**
     * Finds a distribution.
     *
     * @param id {@code system.name}
     * @return the curve
     * @throws UnknownResultException if there is none
     */
    public Distribution distribution(String id) {
        return find("distribution", id, distributions);
    }

    /**
     * Finds the showcase of a system.
     *
     * @param system the system's name
     * @return what it measured
     * @throws UnknownResultException if there is none
     */
    public Showcase showcase(String system) {
        return find("showcase", system, showcases);
    }

    /**
     * Returns the benchmark run that a figure comes from: forks, iterations, mode, JVM.
     *
     * @param figure a figure of this index
     * @return the run; null for a showcase's figure
     */
    public @Nullable BenchmarkResult run(Figure figure) {
        return runOfFigure.get(figure.id());
    }

    private static <T> T find(String kind, String id, Map<String, T> index) {
        T found = index.get(id);
        if (found == null) {
            throw new UnknownResultException(kind, id, Nearest.to(id, index.keySet()));
        }
        return found;
    }

    static Comparator<ResultSet> byAge() {
        return Comparator.comparing((ResultSet set) -> set.machine().date())
                .thenComparing(ResultSet::name);
    }
}

package dev.kanishk.collections.similarity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongPredicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/** Holds the index against a map that is searched by brute force. */
class FlatIndexModelTest {
    private static final ExecutorService EXECUTOR = Executors.newFixedThreadPool(3);

    @AfterContainer
    static void stop() {
        EXECUTOR.shutdownNow();
    }

    /** Small integers are exact in float and in double, ties included; under cosine only bytes. */
    @Property(tries = 150)
    void findsExactlyWhatBruteForceFinds(
            @ForAll long seed,
            @ForAll Metric metric,
            @ForAll ElementType elementType,
            @ForAll @IntRange(min = 1, max = 150) int dimension,
            @ForAll @IntRange(min = 1, max = 40) int k) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<Long, byte[]> model = new TreeMap<>();
        Neighbors neighbors = new Neighbors(k);
        try (FlatIndex index = FlatIndex.create(elementType, metric, dimension, 1200)) {
            int operations = random.nextInt(1, 1200);
            for (int i = 0; i < operations; i++) {
                long id = random.nextLong(-300, 300);
                if (random.nextInt(4) == 0) {
                    assertThat(index.remove(id)).isEqualTo(model.remove(id) != null);
                } else {
                    byte[] vector = smallNumbers(random, dimension);
                    assertThat(put(index, id, vector)).isEqualTo(model.put(id, vector) != null);
                }
            }
            assertThat(index.size()).isEqualTo(model.size());
            for (long id = -300; id < 300; id++) {
                assertThat(index.contains(id)).isEqualTo(model.containsKey(id));
            }
            byte[] query = smallNumbers(random, dimension);
            long modulus = random.nextLong(1, 5);
            LongPredicate filter = id -> Math.floorMod(id, modulus) == 0;
            SearchOptions one = SearchOptions.sequential().withFilter(filter);
            SearchOptions several = one.inParts(EXECUTOR, 3);
            for (SearchOptions options : List.of(one, several)) {
                search(index, query, options, neighbors);
                check(neighbors, expected(model, query, metric, filter), elementType);
            }
        }
    }

    @Property(tries = 60)
    void findsTheNearestOfRealVectorsWithinTheErrorOfScores(
            @ForAll long seed,
            @ForAll Metric metric,
            @ForAll @IntRange(min = 1, max = 700) int dimension) {
        SplittableRandom random = new SplittableRandom(seed);
        List<float[]> vectors = new ArrayList<>();
        Neighbors neighbors = new Neighbors(10);
        Neighbors inParts = new Neighbors(10);
        try (FlatIndex index = FlatIndex.create(ElementType.FLOAT, metric, dimension, 300)) {
            for (int id = 0; id < 300; id++) {
                vectors.add(realNumbers(random, dimension));
                index.put(id, vectors.get(id));
            }
            float[] query = realNumbers(random, dimension);
            index.search(query, SearchOptions.sequential(), neighbors);
            index.search(query, SearchOptions.sequential().inParts(EXECUTOR, 4), inParts);

            double[] exact =
                    vectors.stream().mapToDouble(vector -> score(vector, query, metric)).toArray();
            double[] sorted = java.util.Arrays.stream(exact).sorted().toArray();
            double error =
                    (dimension / 2 + 8) * 0x1p-22 * (metric == Metric.COSINE ? 1 : dimension);
            for (int i = 0; i < 10; i++) {
                double score = neighbors.score(i);
                assertThat(score).isCloseTo(exact[(int) neighbors.id(i)], within(error));
                assertThat(inParts.score(i)).isCloseTo(score, within(error));
                double best = metric == Metric.EUCLIDEAN ? sorted[i] : sorted[299 - i];
                assertThat(score).isCloseTo(best, within(error));
            }
        }
    }

    private record Scored(long id, double score) {}

    private static List<Scored> expected(
            Map<Long, byte[]> model, byte[] query, Metric metric, LongPredicate filter) {
        Comparator<Scored> byScore = Comparator.comparingDouble(Scored::score);
        return model.entrySet().stream()
                .filter(entry -> filter.test(entry.getKey()))
                .map(entry -> new Scored(entry.getKey(), score(entry.getValue(), query, metric)))
                .sorted(
                        (metric == Metric.EUCLIDEAN ? byScore : byScore.reversed())
                                .thenComparingLong(Scored::id))
                .toList();
    }

    private static void check(Neighbors neighbors, List<Scored> expected, ElementType elementType) {
        assertThat(neighbors.size()).isEqualTo(Math.min(neighbors.k(), expected.size()));
        for (int i = 0; i < neighbors.size(); i++) {
            double score = neighbors.score(i);
            assertThat(score).isCloseTo(expected.get(i).score(), within(1e-5));
            if (elementType == ElementType.BYTE) {
                assertThat(neighbors.id(i)).isEqualTo(expected.get(i).id());
            }
            if (i > 0 && score == neighbors.score(i - 1)) {
                assertThat(neighbors.id(i)).isGreaterThan(neighbors.id(i - 1));
            }
        }
    }

    private static boolean put(FlatIndex index, long id, byte[] vector) {
        return index.elementType() == ElementType.BYTE
                ? index.put(id, vector)
                : index.put(id, floats(vector));
    }

    private static void search(
            FlatIndex index, byte[] query, SearchOptions options, Neighbors neighbors) {
        if (index.elementType() == ElementType.BYTE) {
            index.search(query, options, neighbors);
        } else {
            index.search(floats(query), options, neighbors);
        }
    }

    /** Computes as the index does for bytes: exact sums, and the cosine by inverse lengths. */
    private static double score(byte[] a, byte[] b, Metric metric) {
        int dot = 0;
        int aSquared = 0;
        int bSquared = 0;
        int distance = 0;
        for (int i = 0; i < a.length; i++) {
            dot += a[i] * b[i];
            aSquared += a[i] * a[i];
            bSquared += b[i] * b[i];
            distance += (a[i] - b[i]) * (a[i] - b[i]);
        }
        double aInverse = aSquared == 0 ? 0 : 1 / Math.sqrt((double) aSquared);
        double bInverse = bSquared == 0 ? 0 : 1 / Math.sqrt((double) bSquared);
        return switch (metric) {
            case DOT_PRODUCT -> dot;
            case COSINE -> Math.max(-1, Math.min(1, dot * (bInverse * aInverse)));
            case EUCLIDEAN -> Math.sqrt((double) distance);
        };
    }

    private static double score(float[] a, float[] b, Metric metric) {
        double dot = 0;
        double aSquared = 0;
        double bSquared = 0;
        double distance = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            aSquared += (double) a[i] * a[i];
            bSquared += (double) b[i] * b[i];
            distance += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
        }
        return switch (metric) {
            case DOT_PRODUCT -> dot;
            case COSINE -> dot / Math.sqrt(aSquared * bSquared);
            case EUCLIDEAN -> Math.sqrt(distance);
        };
    }

    /** Few values, so that ties and zero vectors are common. */
    private static byte[] smallNumbers(SplittableRandom random, int dimension) {
        byte[] vector = new byte[dimension];
        if (random.nextInt(10) > 0) {
            int used = random.nextInt(1, Math.min(dimension, 6) + 1);
            for (int i = 0; i < used; i++) {
                vector[random.nextInt(dimension)] = (byte) random.nextInt(-3, 4);
            }
        }
        return vector;
    }

    private static float[] realNumbers(SplittableRandom random, int dimension) {
        float[] vector = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            vector[i] = (float) random.nextDouble(-1, 1);
        }
        return vector;
    }

    private static float[] floats(byte[] bytes) {
        float[] floats = new float[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            floats[i] = bytes[i];
        }
        return floats;
    }
}

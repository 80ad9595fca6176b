package dev.kanishk.collections.similarity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexFileTest {
    private static final SearchOptions SEQUENTIAL = SearchOptions.sequential();

    @TempDir private Path folder;

    @Test
    void findsTheSameAfterSavingOpeningAndLoading() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        Path file = folder.resolve("index");
        for (ElementType elementType : ElementType.values()) {
            for (Metric metric : Metric.values()) {
                for (int size : new int[] {0, 1, 5000}) {
                    try (FlatIndex index = filled(elementType, metric, 30, size, random)) {
                        index.save(file);
                        try (FlatIndex opened = FlatIndex.open(file);
                                FlatIndex verified = FlatIndex.openVerified(file);
                                FlatIndex loaded = FlatIndex.load(file, size + 1)) {
                            String expected = search(index);
                            assertThat(search(opened)).isEqualTo(expected);
                            assertThat(search(verified)).isEqualTo(expected);
                            assertThat(search(loaded)).isEqualTo(expected);
                            assertThat(opened.size()).isEqualTo(size);
                            assertThat(opened.metric()).isEqualTo(metric);
                            assertThat(opened.elementType()).isEqualTo(elementType);
                            assertThat(opened.contains(3)).isEqualTo(size > 3);
                            assertThat(loaded.contains(3)).isEqualTo(size > 3);
                        }
                    }
                }
            }
        }
        assertThat(names()).containsExactly("index");
    }

    @Test
    void anOpenedIndexIsReadOnlyAndALoadedOneIsNot() throws IOException {
        Path file = folder.resolve("index");
        try (FlatIndex index = FlatIndex.create(ElementType.BYTE, Metric.COSINE, 2, 10)) {
            index.put(5, new byte[] {1, 2});
            index.save(file);
        }
        try (FlatIndex opened = FlatIndex.open(file)) {
            assertThat(opened.isReadOnly()).isTrue();
            assertThatIllegalStateException()
                    .isThrownBy(() -> opened.put(6, new byte[2]))
                    .withMessage(
                            "an index opened from a file is read-only; load the file to change it");
            assertThatIllegalStateException().isThrownBy(() -> opened.remove(5));
        }
        try (FlatIndex loaded = FlatIndex.load(file, 2)) {
            loaded.put(6, new byte[] {2, 1});
            loaded.save(file);
        }
        try (FlatIndex opened = FlatIndex.openVerified(file)) {
            assertThat(opened.size()).isEqualTo(2);
            Neighbors neighbors = new Neighbors(2);
            opened.search(new byte[] {2, 1}, SEQUENTIAL, neighbors);
            assertThat(neighbors.id(0)).isEqualTo(6);
            assertThat(neighbors.id(1)).isEqualTo(5);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlatIndex.load(file, 1).close())
                .withMessage("the file has 2 vectors, and the index may hold 1");
    }

    @Test
    void everyFlippedBitIsDetected() throws IOException {
        Path file = folder.resolve("index");
        byte[] whole = saved(file);
        for (int at = 0; at < whole.length; at++) {
            for (int mask : new int[] {0x01, 0x80}) {
                byte[] damaged = whole.clone();
                damaged[at] ^= (byte) mask;
                Files.write(file, damaged);
                assertThatExceptionOfType(DamagedIndexException.class)
                        .as("byte %d", at)
                        .isThrownBy(() -> FlatIndex.openVerified(file).close());
                openAndSearchIfTheHeaderIsWhole(file, at);
            }
        }
    }

    /** Without verification a damaged row may be found or not, but nothing breaks. */
    private static void openAndSearchIfTheHeaderIsWhole(Path file, int damagedAt)
            throws IOException {
        try (FlatIndex opened = FlatIndex.open(file)) {
            assertThat(damagedAt).isGreaterThanOrEqualTo(128);
            search(opened);
        } catch (DamagedIndexException e) {
            assertThat(damagedAt).isLessThan(128);
        }
    }

    @Test
    void everyOtherLengthIsRefused() throws IOException {
        Path file = folder.resolve("index");
        byte[] whole = saved(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatExceptionOfType(DamagedIndexException.class)
                    .isThrownBy(() -> FlatIndex.open(file).close())
                    .withMessageContaining("it has " + length + " bytes");
        }
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));
        assertThatExceptionOfType(DamagedIndexException.class)
                .isThrownBy(() -> FlatIndex.open(file).close());
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
        Path file = folder.resolve("index");
        byte[] whole = saved(file);
        assertRefused(file, new byte[200], 0, "it does not begin like one");
        assertRefused(file, whole, 8, "it is of version 2, and this library reads 1");
        assertRefused(file, whole, 28, "its header does not match its checksum");
        assertRefused(file, whole, 130, "its content does not match its checksum");
        byte[] otherOrder = whole.clone();
        for (int i = 0; i < 4; i++) {
            otherOrder[12 + i] = whole[15 - i];
        }
        Files.write(file, otherOrder);
        assertThatExceptionOfType(DamagedIndexException.class)
                .isThrownBy(() -> FlatIndex.open(file).close())
                .withMessageContaining("other byte order");
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> FlatIndex.open(folder.resolve("absent")).close());
    }

    @Test
    void aFailedSaveLeavesTheOldFileAndNoOther() throws IOException {
        Path occupied = folder.resolve("occupied");
        Files.createDirectories(occupied.resolve("inside"));
        try (FlatIndex index = FlatIndex.create(ElementType.BYTE, Metric.COSINE, 2, 10)) {
            index.put(5, new byte[] {1, 2});
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> index.save(occupied));
            assertThat(names()).containsExactly("occupied");
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> index.save(folder.resolve("absent").resolve("index")));
        }
    }

    @Test
    void anOpenedIndexIsOverOnceClosed() throws IOException {
        Path file = folder.resolve("index");
        saved(file);
        FlatIndex opened = FlatIndex.open(file);
        opened.close();
        opened.close();
        assertThatIllegalStateException().isThrownBy(() -> search(opened));
        assertThatIllegalStateException().isThrownBy(() -> opened.save(file));
    }

    private void assertRefused(Path file, byte[] whole, int changedAt, String reason)
            throws IOException {
        byte[] changed = whole.clone();
        changed[changedAt]++;
        Files.write(file, changed);
        assertThatExceptionOfType(DamagedIndexException.class)
                .isThrownBy(() -> FlatIndex.openVerified(file).close())
                .withMessageContaining(reason);
    }

    private byte[] saved(Path file) throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        try (FlatIndex index = filled(ElementType.BYTE, Metric.COSINE, 7, 5, random)) {
            index.save(file);
        }
        return Files.readAllBytes(file);
    }

    private Stream<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList().stream();
        }
    }

    private static FlatIndex filled(
            ElementType elementType,
            Metric metric,
            int dimension,
            int size,
            SplittableRandom random) {
        FlatIndex index = FlatIndex.create(elementType, metric, dimension, size + 1);
        for (int id = 0; id < size; id++) {
            byte[] vector = new byte[dimension];
            random.nextBytes(vector);
            if (elementType == ElementType.BYTE) {
                index.put(id, vector);
            } else {
                index.put(id, floats(vector));
            }
        }
        return index;
    }

    private static String search(FlatIndex index) {
        byte[] query = new byte[index.dimension()];
        new SplittableRandom(2).nextBytes(query);
        Neighbors neighbors = new Neighbors(5);
        if (index.elementType() == ElementType.BYTE) {
            index.search(query, SEQUENTIAL, neighbors);
        } else {
            index.search(floats(query), SEQUENTIAL, neighbors);
        }
        return IntStream.range(0, neighbors.size())
                .mapToObj(i -> Long.toString(neighbors.id(i)))
                .collect(Collectors.joining(" "));
    }

    private static float[] floats(byte[] bytes) {
        float[] floats = new float[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            floats[i] = bytes[i];
        }
        return floats;
    }
}

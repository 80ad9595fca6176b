package dev.kanishk.collections.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.collections.vector.LongVector;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several openers, threads that are interrupted, and files closed too early. */
@Timeout(60)
class MappedFileMisuseTest {
    private static final int OPENERS = 4;

    @TempDir private Path directory;
    private Path path;

    @BeforeEach
    void names() {
        path = directory.resolve("numbers");
    }

    @Test
    void isOpenedByOneOfSeveralThatMakeTheFileAtOnce() throws Exception {
        for (int round = 0; round < 100; round++) {
            Path file = directory.resolve("numbers-" + round);
            CountDownLatch start = new CountDownLatch(1);
            CountDownLatch tried = new CountDownLatch(OPENERS);
            AtomicInteger opened = new AtomicInteger();
            List<Thread> openers = new ArrayList<>();
            for (int i = 0; i < OPENERS; i++) {
                openers.add(
                        Thread.ofPlatform().start(() -> openAndHold(file, start, tried, opened)));
            }
            start.countDown();
            for (Thread opener : openers) {
                opener.join();
            }
            assertThat(opened).as("round %s", round).hasValue(1);
        }
    }

    private static void openAndHold(
            Path file, CountDownLatch start, CountDownLatch tried, AtomicInteger opened) {
        try {
            start.await();
            try (MappedFile held = MappedFile.open(file, "long", 8)) {
                opened.incrementAndGet();
                held.commit(0);
                tried.countDown();
                tried.await();
            }
        } catch (MappedFileException e) {
            tried.countDown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void staysLockedAgainstOtherProcessesWhenItsOwnTriesToOpenItAgain() throws Exception {
        try (MappedFile file = MappedFile.open(path, "long", 8)) {
            assertThatThrownBy(() -> MappedFile.open(path, "long", 8))
                    .hasMessageContaining("open already in this process");
            Process other =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-XX:TieredStopAtLevel=1",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    MappedFileWriter.class.getName(),
                                    path.toString(),
                                    "1")
                            .redirectErrorStream(true)
                            .start();
            try (var output = other.inputReader()) {
                assertThat(
                                output.lines()
                                        .filter(MappedFileMisuseTest::saysWhatCameOfIt)
                                        .findFirst())
                        .hasValueSatisfying(
                                line -> assertThat(line).contains("open in another process"));
            } finally {
                other.destroyForcibly();
            }
            assertThat(file.committedBytes()).isZero();
        }
    }

    /** An exception, or the first number of elements that were committed. */
    private static boolean saysWhatCameOfIt(String line) {
        return line.contains("MappedFileException") || line.matches("\\d+");
    }

    @Test
    void givesItsMappingBackAlsoWhenAnInterruptClosedTheFile() {
        MappedFile file = MappedFile.open(path, "long", 8);
        MemorySegment block = file.allocate(64, 8);
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> file.commit(8)).isInstanceOf(MappedFileException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        file.free(block);
        assertThatThrownBy(() -> file.allocate(8, 8))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");

        file.close();
        file.close();

        assertThat(block.scope().isAlive()).isFalse();
        MappedFile.open(path, "long", 8).close();
    }

    @Test
    void refusesToBeClosedUnderAVector() throws IOException {
        MappedFile file = MappedFile.open(path, "long", 8);
        try (LongVector vector = new LongVector(file)) {
            vector.pushBack(1);
            assertThatThrownBy(file::close)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("in use");
            vector.pushBack(2);
            file.commit(16);
        }
        file.close();
        assertThat(Files.size(path)).isEqualTo(MappedFile.CONTENT_OFFSET + 16);
    }
}

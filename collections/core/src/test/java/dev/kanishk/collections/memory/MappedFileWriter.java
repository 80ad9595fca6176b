package dev.kanishk.collections.memory;

import dev.kanishk.collections.vector.LongVector;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Adds elements and commits until it is killed; prints each size that it committed. */
final class MappedFileWriter {
    private MappedFileWriter() {}

    static long element(long index) {
        return index * 0x9E3779B97F4A7C15L;
    }

    public static void main(String... arguments) {
        SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[1]));
        try (MappedFile file = MappedFile.open(Path.of(arguments[0]), "long", Long.BYTES);
                LongVector vector = MappedFileTest.vectorOn(file)) {
            while (!Thread.currentThread().isInterrupted()) {
                int added = 1 + random.nextInt(5000);
                for (int i = 0; i < added; i++) {
                    vector.pushBack(element(vector.size()));
                }
                if (random.nextBoolean()) {
                    file.commitAppended(vector.size() * Long.BYTES);
                } else {
                    file.commit(vector.size() * Long.BYTES);
                }
                System.out.println(vector.size());
            }
        }
    }
}

package dev.kanishk.collections.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.collections.vector.LongVector;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedFileTest {
    @TempDir private Path directory;
    private Path path;

    @BeforeEach
    void names() {
        path = directory.resolve("numbers");
    }

    @Test
    void keepsWhatWasCommittedAndNothingElse() {
        try (MappedFile file = open();
                LongVector vector = new LongVector(file)) {
            for (long i = 0; i < 100_000; i++) {
                vector.pushBack(i * i);
            }
            file.commit(vector.size() * 8);
            vector.pushBack(-1);
        }
        try (MappedFile file = open();
                LongVector vector = vectorOn(file)) {
            assertThat(vector.size()).isEqualTo(100_000);
            assertThat(vector.at(99_999)).isEqualTo(99_999L * 99_999);
            vector.pushBack(7);
            file.commitAppended(vector.size() * 8);
        }
        try (MappedFile file = open();
                LongVector vector = vectorOn(file)) {
            assertThat(vector.size()).isEqualTo(100_001);
            assertThat(vector.back()).isEqualTo(7);
            assertThat(path).hasSize(MappedFile.CONTENT_OFFSET + 800_008);
        }
    }

    @Test
    void behavesLikeAnArrayOverRandomLives() {
        SplittableRandom random = new SplittableRandom(5);
        long[] model = new long[0];
        for (int life = 0; life < 30; life++) {
            try (MappedFile file = open();
                    LongVector vector = vectorOn(file)) {
                assertThat(vector.toArray()).isEqualTo(model);
                boolean append = random.nextBoolean();
                int steps = random.nextInt(2000);
                for (int step = 0; step < steps; step++) {
                    if (!append && random.nextInt(3) == 0 && !vector.isEmpty()) {
                        vector.set(random.nextLong(vector.size()), step);
                    } else if (!append && random.nextInt(3) == 0 && !vector.isEmpty()) {
                        vector.popBack();
                    } else {
                        vector.pushBack(random.nextLong());
                    }
                }
                if (append) {
                    file.commitAppended(vector.size() * 8);
                } else {
                    file.commit(vector.size() * 8);
                }
                model = vector.toArray();
                vector.pushBack(life);
            }
        }
    }

    @Test
    void opensTheStateBeforeOrAfterHoweverMuchOfAHeaderWasWritten() throws IOException {
        long[] before = {1};
        long[] after = {1, 2, 3, 4};
        byte[] whole = fileWith(after);
        int slot = (int) MappedFile.SLOT_DISTANCE;
        byte[] old = new MappedFileHeader("long", 8, 1, 0, 0).encode().array();
        for (int written = 0; written <= MappedFileHeader.BYTES; written++) {
            byte[] torn = whole.clone();
            System.arraycopy(old, written, torn, slot + written, MappedFileHeader.BYTES - written);
            Files.write(path, torn);

            long[] expected = Arrays.equals(torn, whole) ? after : before;
            try (MappedFile file = open();
                    LongVector vector = vectorOn(file)) {
                assertThat(vector.toArray()).as("%s bytes written", written).isEqualTo(expected);
                vector.pushBack(9);
                file.commit(vector.size() * 8);
            }
            try (MappedFile file = open();
                    LongVector vector = vectorOn(file)) {
                assertThat(vector.back()).isEqualTo(9);
            }
        }
    }

    @Test
    void refusesEveryFlippedBitOfTheNewestHeaderOrOpensTheStateBefore() throws IOException {
        byte[] whole = fileWith(new long[] {1, 2, 3, 4});
        for (int slot = 0; slot < 2; slot++) {
            for (int bit = 0; bit < MappedFileHeader.BYTES * 8; bit += 3) {
                byte[] damaged = whole.clone();
                damaged[slot * 4096 + bit / 8] ^= (byte) (1 << bit % 8);
                Files.write(path, damaged);
                try (MappedFile file = open();
                        LongVector vector = vectorOn(file)) {
                    assertThat(vector.toArray()).isIn(new long[] {1, 2, 3, 4}, new long[] {1});
                }
            }
        }
    }

    @Test
    void refusesContentThatIsNotWhatWasCommitted() throws IOException {
        byte[] whole = fileWith(new long[] {1, 2, 3});
        for (int at = 0; at < 24; at++) {
            byte[] damaged = whole.clone();
            damaged[(int) MappedFile.CONTENT_OFFSET + at] ^= 1;
            Files.write(path, damaged);
            assertThatThrownBy(this::open)
                    .isInstanceOf(MappedFileException.class)
                    .hasMessageContaining("is torn");
        }
        Files.write(path, whole);
        open().close();
    }

    @Test
    void refusesTruncatedFilesOfAnyLength() throws IOException {
        byte[] whole = fileWith(new long[] {1, 2, 3});
        for (int length : new int[] {0, 1, 63, 64, 4096, 4160, 65_535, 65_536, 65_537, 65_559}) {
            Files.write(path, Arrays.copyOf(whole, length));
            assertThatThrownBy(this::open)
                    .as("%s bytes", length)
                    .isInstanceOf(MappedFileException.class)
                    .hasMessageContaining(path.toString());
        }
    }

    @Test
    void refusesAnotherKindVersionOrSecondOpener() throws IOException {
        byte[] whole = fileWith(new long[] {1});
        assertThatThrownBy(() -> MappedFile.open(path, "double", 8))
                .hasMessageContaining("holds long of 8 bytes, not double of 8");
        assertThatThrownBy(() -> MappedFile.open(path, "long", 4))
                .hasMessageContaining("not long of 4");
        assertThatThrownBy(() -> MappedFile.open(path, "a long name of a kind", 4))
                .isInstanceOf(IllegalArgumentException.class);
        MappedFile first = open();
        assertThatThrownBy(this::open).hasMessageContaining("open already in this process");
        first.close();
        first.close();
        assertThatThrownBy(() -> first.commit(0)).hasMessageContaining("closed");

        ByteBuffer newer = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
        for (int slot : new int[] {0, 4096}) {
            newer.putInt(slot + 8, 2);
            CRC32C crc = new CRC32C();
            crc.update(whole, slot, 60);
            newer.putInt(slot + 60, (int) crc.getValue());
        }
        Files.write(path, whole);
        assertThatThrownBy(this::open).hasMessageContaining("format version 2");
    }

    @Test
    void hasOneBlockAndALimit() {
        try (MappedFile file = MappedFile.open(path, "long", 8, 1000)) {
            MemorySegment block = file.allocate(100, 8);

            assertThatThrownBy(() -> file.allocate(8, 8))
                    .isInstanceOf(AllocationFailedException.class);
            assertThatThrownBy(file::takeCommitted).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> file.free(block.asSlice(8)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> file.reallocate(block, 5000, 8))
                    .isInstanceOf(AllocationFailedException.class)
                    .hasMessageContaining("limited to 1000");
            assertThatThrownBy(() -> file.commit(7)).hasMessageContaining("whole elements");
            assertThatThrownBy(() -> file.commit(1 << 20)).hasMessageContaining("whole elements");
            file.free(block);
            assertThat(file.takeCommitted()).isNull();
        }
    }

    @Test
    void growsWithoutLosingContentAndRefusesTheOldMapping() {
        try (MappedFile file = open()) {
            MemorySegment block = file.allocate(4096, 8);
            block.fill((byte) 3);
            MemorySegment grown = file.reallocate(block, 3 << 20, 8);

            assertThat(grown.asSlice(0, 4096).mismatch(grown.asSlice(4096, 4096))).isZero();
            assertThat(grown.get(ValueLayout.JAVA_BYTE, 4095)).isEqualTo((byte) 3);
            assertThatThrownBy(() -> block.fill((byte) 1))
                    .isInstanceOf(IllegalStateException.class);
            file.free(grown);
        }
    }

    private MappedFile open() {
        return MappedFile.open(path, "long", 8);
    }

    static LongVector vectorOn(MappedFile file) {
        MemorySegment block = file.takeCommitted();
        return block == null
                ? new LongVector(file)
                : LongVector.adopt(file, block, file.committedBytes() / 8);
    }

    /** A file with two commits: the first element alone, then all of them. */
    private byte[] fileWith(long[] elements) throws IOException {
        Files.deleteIfExists(path);
        try (MappedFile file = open();
                LongVector vector = new LongVector(file)) {
            vector.pushBack(elements[0]);
            file.commit(8);
            for (int i = 1; i < elements.length; i++) {
                vector.pushBack(elements[i]);
            }
            file.commit(vector.size() * 8);
        }
        return Files.readAllBytes(path);
    }
}

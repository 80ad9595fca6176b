package dev.kanishk.collections.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BufferPoolTest {
    private static final PoolOptions CHECKING = PoolOptions.concurrent().withChecking(true);

    static List<MemorySegment> everyBlock() {
        return List.of(
                Arena.ofAuto().allocate(4 * 64 + 10, 64), MemorySegment.ofArray(new byte[266]));
    }

    @ParameterizedTest
    @MethodSource("everyBlock")
    void dividesTheBlockIntoBuffersThatDoNotOverlap(MemorySegment block) {
        for (PoolOptions options : ObjectPoolTest.everyKind()) {
            BufferPool pool = BufferPool.over(block, 64, options);
            assertThat(pool.capacity()).isEqualTo(4);
            assertThat(pool.bufferBytes()).isEqualTo(64);

            List<MemorySegment> lent = new ArrayList<>();
            for (byte i = 0; i < 4; i++) {
                MemorySegment buffer = pool.acquire();
                assertThat(buffer.byteSize()).isEqualTo(64);
                buffer.fill(i);
                lent.add(buffer);
            }
            for (byte i = 0; i < 4; i++) {
                assertThat(lent.get(i).toArray(ValueLayout.JAVA_BYTE)).containsOnly(i);
            }
            assertThat(pool.tryAcquire()).isNull();
            assertThatThrownBy(pool::acquire).isInstanceOf(PoolExhaustedException.class);
            if (!options.confined()) {
                assertThatThrownBy(() -> pool.acquire(Duration.ofMillis(1)))
                        .isInstanceOf(TimeoutException.class);
            }
            lent.forEach(pool::release);
            assertThat(pool.available()).isEqualTo(4);
            pool.close();
        }
    }

    @ParameterizedTest
    @MethodSource("everyBlock")
    void refusesWhatIsNoneOfItsBuffersEvenUnchecked(MemorySegment block) {
        BufferPool pool = BufferPool.over(block, 64, new PoolOptions(false, false));
        MemorySegment buffer = pool.acquire();
        for (MemorySegment foreign :
                List.of(
                        buffer.asSlice(0, 32),
                        buffer.asSlice(1),
                        MemorySegment.ofArray(new byte[64]),
                        block.asSlice(256))) {
            assertThatThrownBy(() -> pool.release(foreign))
                    .isInstanceOf(PoolMisuseException.class)
                    .hasMessageStartingWith("foreign segment: release what acquire returned");
        }
        pool.release(buffer);
        assertThat(pool.available()).isEqualTo(4);
    }

    @ParameterizedTest
    @MethodSource("everyBlock")
    void checkingFindsWritesAfterTheRelease(MemorySegment block) {
        BufferPool pool = BufferPool.over(block, 64, CHECKING);
        MemorySegment buffer = pool.acquire();
        pool.release(buffer);
        assertThat(buffer.get(ValueLayout.JAVA_BYTE, 7))
                .as("what a reader after the release sees")
                .isEqualTo((byte) 0xD5);
        buffer.set(ValueLayout.JAVA_BYTE, 7, (byte) 1);

        assertThatThrownBy(pool::acquire)
                .isInstanceOf(PoolMisuseException.class)
                .hasMessageStartingWith("buffer 0 was written to after its release")
                .cause()
                .hasStackTraceContaining("checkingFindsWritesAfterTheRelease");
        assertThat(pool.acquire()).as("reported once").isEqualTo(buffer);
    }

    @ParameterizedTest
    @MethodSource("everyBlock")
    void checkingFindsADoubleReleaseAndLeaks(MemorySegment block) {
        BufferPool pool = BufferPool.over(block, 64, CHECKING);
        MemorySegment buffer = pool.acquire();
        pool.acquire();
        pool.release(buffer);

        assertThatThrownBy(() -> pool.release(buffer))
                .isInstanceOf(PoolMisuseException.class)
                .hasMessageStartingWith("buffer 0 was released twice");
        assertThat(pool.inUse()).singleElement().extracting(Acquisition::item).isEqualTo(1);
        assertThatThrownBy(pool::close).hasMessageStartingWith("1 of 4 were never released");
    }

    @ParameterizedTest
    @MethodSource("everyBlock")
    void refusesSizesThatDoNotFit(MemorySegment block) {
        assertThatThrownBy(() -> BufferPool.over(block, 0))
                .hasMessage("buffers from 1 to the 266 bytes of the block, not 0");
        assertThatThrownBy(() -> BufferPool.over(block, 267))
                .hasMessage("buffers from 1 to the 266 bytes of the block, not 267");
    }
}

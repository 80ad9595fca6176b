package dev.kanishk.collections.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PoolFailureTest {
    private static final PoolOptions UNCHECKED = PoolOptions.concurrent().withChecking(false);

    @Test
    @SuppressWarnings("NullAway") // what is tested
    void aReleaseOfNullLosesNoPlace() {
        ObjectPool<Object> pool = ObjectPool.of(1, Object::new, UNCHECKED);
        Object item = pool.acquire();

        assertThatThrownBy(() -> pool.release(null)).isInstanceOf(NullPointerException.class);

        pool.release(item);
        assertThat(pool.acquire()).isSameAs(item);
    }

    @Test
    void waitsForEverIfToldSo() {
        ObjectPool<Object> objects = ObjectPool.of(1, Object::new, UNCHECKED);
        BufferPool buffers = BufferPool.over(MemorySegment.ofArray(new byte[8]), 8, UNCHECKED);
        objects.acquire();
        buffers.acquire();
        for (ThrowingCallable waiting :
                List.<ThrowingCallable>of(
                        () -> objects.acquire(ChronoUnit.FOREVER.getDuration()),
                        () -> buffers.acquire(ChronoUnit.FOREVER.getDuration()))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(waiting).isInstanceOf(InterruptedException.class);
        }
    }
}

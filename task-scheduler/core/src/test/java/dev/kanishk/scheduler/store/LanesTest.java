package dev.kanishk.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.scheduler.job.JobRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a process gets the lanes of a store. */
class LanesTest {
    @TempDir private Path folder;

    private final AtomicInteger writes = new AtomicInteger();
    private SqliteStore store;

    @BeforeEach
    void open() {
        store = SqliteStore.open(folder.resolve("jobs.db"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** Another process, whose transactions are counted, and may fail. */
    private Lanes lanes(int failing) {
        return new Lanes(
                new Transactions() {
                    @Override
                    <T extends @Nullable Object> T write(boolean durable, Work<T> work) {
                        T done = store.write(durable, work);
                        if (writes.incrementAndGet() <= failing) {
                            throw new StoreException("the answer was lost");
                        }
                        return done;
                    }

                    @Override
                    <T extends @Nullable Object> T single(boolean durable, Work<T> work) {
                        return store.single(durable, work);
                    }

                    @Override
                    <T extends @Nullable Object> T read(Work<T> work) {
                        return store.read(work);
                    }
                },
                2);
    }

    private static List<JobRequest> requests(int tenants) {
        return IntStream.range(0, tenants)
                .mapToObj(i -> JobRequest.of("type", "").withTenant("t" + i))
                .toList();
    }

    @Test
    void makesTheLanesOfManyTenantsInOneTransaction() {
        Lanes lanes = lanes(0);
        lanes.prepare(requests(1_000));
        for (JobRequest request : requests(1_000)) {
            assertThat(lanes.of(request).tenant()).isEqualTo(request.tenant());
        }
        assertThat(writes).hasValue(1);
    }

    @Test
    void knowsALaneOnlyWhenItsTransactionIsOver() {
        Lanes lanes = lanes(1);
        JobRequest request = requests(1).getFirst();
        assertThatThrownBy(() -> lanes.of(request)).isInstanceOf(StoreException.class);
        Lane lane = lanes.of(request);
        assertThat(writes).hasValue(2);
        assertThat(lanes(0).of(request)).isEqualTo(lane);
    }

    @Test
    void givesTenantsSharedLanesWhenThereAreTooManyAndLeavesTheOthersTheirs() {
        Lanes lanes = lanes(0);
        lanes.prepare(requests(Lanes.MAX_TENANTS));
        Lane own = lanes.of(requests(1).getFirst());
        Lanes late = lanes(0);
        Lane shared = late.of(JobRequest.of("type", "").withTenant("late"));
        assertThat(shared.tenant()).startsWith("~");
        assertThat(late.of(requests(1).getFirst())).isEqualTo(own);
        assertThat(lanes.of(JobRequest.of("type", "").withTenant("late"))).isEqualTo(shared);
    }

    @Test
    void makesNoLaneOfATypeThatIsOneTooMany() {
        Lanes lanes = lanes(0);
        lanes.prepare(
                List.of(JobRequest.of("a", ""), JobRequest.of("b", ""), JobRequest.of("c", "")));
        assertThat(lanes.of(JobRequest.of("b", "")).type()).isEqualTo("b");
        assertThatThrownBy(() -> lanes.of(JobRequest.of("c", "")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

package dev.kanishk.agents.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<List<String>> batches = new ArrayList<>();

    /** The first transaction waits, so that what comes meanwhile is of the second; that fails. */
    private List<Future<Long>> commitWith(CheckpointException failure) {
        GroupCommit commits =
                new GroupCommit(writes -> {
                    batches.add(writes.stream().map(write -> write.lease().run()).toList());
                    if (batches.size() == 1) {
                        try {
                            release.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    } else if (batches.size() == 2) {
                        throw failure;
                    }
                    writes.forEach(write -> write.written(2));
                });
        List<Future<Long>> ends = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ends.add(threads.submit(() -> write(commits, "first")));
            await().until(() -> batches.size() == 1);
            for (int i = 0; i < 2; i++) {
                String run = "r" + i;
                ends.add(threads.submit(() -> write(commits, run)));
            }
            await().until(() -> commits.waiting() == 2);
            release.countDown();
        }
        return ends;
    }

    private static long write(GroupCommit commits, String run) {
        Entry entry = new Entry(Event.Kind.NOTE, "n", 1, 0, "{}");
        return commits.shared(new Lease(run, 1, 1, 1), Append.of(entry));
    }

    @Test
    void writesAreTriedOneByOneIfTheirTransactionFailsBeforeItsCommit() throws Exception {
        List<Future<Long>> ends = commitWith(new CheckpointException("no room"));

        for (Future<Long> end : ends) {
            assertThat(end.get()).isEqualTo(2);
        }
        assertThat(batches).hasSize(4);
        assertThat(batches.get(1)).hasSize(2);
    }

    @Test
    void nothingIsRepeatedIfTheCommitItselfFailed() throws Exception {
        SQLException cut = new SQLException("connection lost");
        List<Future<Long>> ends = commitWith(CheckpointException.ofCommit("write", cut));

        assertThat(ends.getFirst().get()).isEqualTo(2);
        for (Future<Long> end : ends.subList(1, 3)) {
            assertThatThrownBy(end::get).hasMessageContaining("cannot tell whether");
        }
        assertThat(batches).hasSize(2);
    }
}

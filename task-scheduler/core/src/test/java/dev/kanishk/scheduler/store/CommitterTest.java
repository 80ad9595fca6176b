package dev.kanishk.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Receipt;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CommitterTest {
    private static final NewJob JOB =
            new NewJob(
                    new UUID(1, 2),
                    JobRequest.of("mail", ""),
                    new Lane(1, "mail", "", 5),
                    new byte[0],
                    "caller",
                    List.of());
    private static final Receipt RECEIPT = new Receipt(JOB.id, JobState.ENQUEUED, true);

    /** An error is the end of a thread, unless somebody catches it: here callers wait for it. */
    @Test
    @Timeout(30)
    void tellsTheCallerOfAnErrorAndGoesOn() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Committer committer =
                new Committer(
                        1,
                        jobs -> {
                            if (calls.getAndIncrement() == 0) {
                                throw new OutOfMemoryError("so the test says");
                            }
                            return List.of(RECEIPT);
                        });
        CompletableFuture<Throwable> told = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .start(() -> told.complete(catchThrowable(() -> committer.commit(List.of(JOB)))));
        assertThat(told.get(10, TimeUnit.SECONDS))
                .isInstanceOf(StoreException.class)
                .hasRootCauseInstanceOf(OutOfMemoryError.class);
        assertThat(committer.commit(List.of(JOB))).containsExactly(RECEIPT);
        committer.close();
    }
}

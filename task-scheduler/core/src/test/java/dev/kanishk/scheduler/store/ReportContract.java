package dev.kanishk.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.report.Activity;
import dev.kanishk.scheduler.report.ActivityQuery;
import dev.kanishk.scheduler.report.ErrorGroup;
import dev.kanishk.scheduler.report.Snapshot;
import dev.kanishk.scheduler.report.TypeReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What reports tell of a store, read beside it. */
abstract class ReportContract extends StoreHarness {
    private static final ActivityQuery HOUR = new ActivityQuery(null, Duration.ofHours(1), 60);
    private static final String HOSTILE = "<script>alert(1)</script>";

    private ReportSource reports;

    /** Reads the store's database. */
    abstract ReportSource source();

    @BeforeEach
    void openReports() {
        reports = source();
    }

    @AfterEach
    void closeReports() {
        reports.close();
    }

    private UUID fail(String type, String error) {
        UUID id = accept(JobRequest.of(type, "{}").withMaxAttempts(1));
        end(worker, claimOne(), new Result.Failed(error, false, null));
        return id;
    }

    @Test
    void tellsHowTypesStandAndWhatHasWaitedLongest() {
        accept(JobRequest.of("mail", "{}").withPriority(3));
        advance(Duration.ofSeconds(30));
        accept("mail");
        accept(JobRequest.of("push", "{}").withRunAt(Instant.now().plus(Duration.ofDays(300))));
        Snapshot<List<TypeReport>> told = reports.types();
        assertThat(told.value())
                .extracting(type -> type.status().type())
                .containsExactly("mail", "push");
        TypeReport mail = told.value().getFirst();
        assertThat(mail.status().count(JobState.ENQUEUED)).isEqualTo(2);
        assertThat(Duration.between(mail.oldestDue(), told.readAt()))
                .isBetween(Duration.ofSeconds(30), Duration.ofMinutes(2));
        assertThat(told.value().getLast().oldestDue()).isNull();
        assertThat(told.value().getLast().status().count(JobState.SCHEDULED)).isEqualTo(1);
    }

    @Test
    void knowsTheNewestSignOfLife() {
        accept("mail");
        Snapshot<List<TypeReport>> told = reports.types();
        assertThat(Duration.between(told.lastBeat(), told.readAt()))
                .isBetween(Duration.ofSeconds(-1), Duration.ofMinutes(1));
        advance(Duration.ofMinutes(5));
        Snapshot<List<TypeReport>> later = reports.types();
        assertThat(Duration.between(later.lastBeat(), later.readAt()))
                .isGreaterThan(Duration.ofMinutes(4));
    }

    @Test
    void tellsWhatWasDoneWhen() {
        accept("mail");
        advance(Duration.ofMinutes(10));
        Claim claim = claimOne();
        advance(Duration.ofMinutes(2));
        end(worker, claim, new Result.Succeeded());
        fail("mail", "no");
        Snapshot<Activity> told = reports.activity(HOUR);
        Activity activity = told.value();
        assertThat(activity.parts()).hasSize(60);
        assertThat(activity.step()).isEqualTo(Duration.ofMinutes(1));
        assertThat(activity.countedFrom()).isEqualTo(activity.parts().getFirst().start());
        assertThat(activity.parts().getLast().start())
                .isBetween(told.readAt().minus(Duration.ofMinutes(1)), told.readAt());
        assertThat(activity.parts().stream().mapToLong(Activity.Part::accepted).sum()).isEqualTo(2);
        assertThat(activity.parts().stream().mapToLong(Activity.Part::dead).sum()).isEqualTo(1);
        Activity.Part done =
                activity.parts().stream().filter(p -> p.succeeded() == 1).findFirst().orElseThrow();
        assertThat(activity.parts().stream().filter(p -> p.accepted() > 0).findFirst())
                .hasValueSatisfying(first ->
                        assertThat(first.start().plus(Duration.ofMinutes(11)))
                                .isBefore(done.start()));
        assertThat(Objects.requireNonNull(done.waited()).max()).isBetween(600_000L, 660_000L);
        assertThat(Objects.requireNonNull(done.ran()).p50()).isBetween(120_000L, 180_000L);
        assertThat(reports.activity(new ActivityQuery("push", Duration.ofHours(1), 60)).value())
                .satisfies(
                        other -> assertThat(other.parts()).allMatch(part -> part.accepted() == 0));
    }

    @Test
    void countsTheNewestJobsAndSaysFromWhenOn() {
        accept("mail");
        advance(Duration.ofMinutes(5));
        accept("mail");
        accept("mail");
        Activity activity = activityOf(2);
        assertThat(activity.parts().stream().mapToLong(Activity.Part::accepted).sum()).isEqualTo(2);
        assertThat(activity.countedFrom()).isAfter(activity.parts().getFirst().start());
    }

    private Activity activityOf(int maxJobs) {
        return ((SqlStore) store).read(tx -> ReportQueries.activity(tx, HOUR, maxJobs));
    }

    @Test
    void groupsDeadJobsByWhatTheyFailedWith() {
        fail("mail", "refused: 550\nat line 1");
        advance(Duration.ofSeconds(1));
        UUID newest = fail("mail", "refused: 550\nat line 2");
        fail("push", HOSTILE);
        List<ErrorGroup> groups = reports.errors(null).value();
        assertThat(groups).hasSize(2);
        assertThat(groups.getFirst().error()).isEqualTo("refused: 550");
        assertThat(groups.getFirst().count()).isEqualTo(2);
        assertThat(groups.getFirst().example()).isEqualTo(newest);
        assertThat(groups.getLast().error()).isEqualTo(HOSTILE);
        assertThat(reports.errors("push").value()).containsExactly(groups.getLast());
        assertThat(reports.errors("none").value()).isEmpty();
    }

    @Test
    void writesNothing() {
        accept("mail");
        assertThatThrownBy(() -> reports.read(tx -> tx.execute("DELETE FROM type")))
                .isInstanceOf(StoreException.class);
        assertThat(store.types()).hasSize(1);
    }

    @Test
    void meetsManyJobs() {
        store.enqueue(Collections.nCopies(5_000, JobRequest.of("mail", "{}")), "caller");
        assertThat(
                        reports.activity(HOUR).value().parts().stream()
                                .mapToLong(Activity.Part::accepted)
                                .sum())
                .isEqualTo(5_000);
    }
}

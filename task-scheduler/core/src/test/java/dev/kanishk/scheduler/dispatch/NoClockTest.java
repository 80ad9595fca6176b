package dev.kanishk.scheduler.dispatch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.recurring.Recurring;
import dev.kanishk.scheduler.store.JobStore;
import dev.kanishk.scheduler.store.SqliteStore;
import dev.kanishk.scheduler.testing.MemoryStore;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import org.junit.jupiter.api.Test;

/** A worker whose clock is wrong does nothing wrong: no worker asks its clock for the time. */
class NoClockTest {
    @Test
    void nothingThatDecidesAboutJobsAsksForTheTime() {
        JavaClasses classes =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackagesOf(
                                Dispatcher.class,
                                JobStore.class,
                                Job.class,
                                Recurring.class,
                                MemoryStore.class);
        noClasses().should().callMethod(System.class, "currentTimeMillis").check(classes);
        for (Class<?> time :
                new Class<?>[] {
                    Instant.class,
                    LocalDate.class,
                    LocalDateTime.class,
                    OffsetDateTime.class,
                    ZonedDateTime.class
                }) {
            noClasses().should().callMethod(time, "now").check(classes);
        }
        // A file is shared by the processes of one machine: its clock is the database's.
        noClasses()
                .that()
                .doNotBelongToAnyOf(SqliteStore.class)
                .should()
                .callMethod(InstantSource.class, "system")
                .check(classes);
        for (Class<?> clock : new Class<?>[] {Clock.class, Date.class}) {
            noClasses().should().accessClassesThat().areAssignableTo(clock).check(classes);
        }
    }
}

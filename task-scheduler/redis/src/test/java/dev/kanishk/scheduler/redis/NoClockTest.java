package dev.kanishk.scheduler.redis;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.kanishk.scheduler.cache.Cache;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Date;
import org.junit.jupiter.api.Test;

/** Processes whose clocks show different times share a cache: nothing here asks for the time. */
class NoClockTest {
    @Test
    void nothingAsksForTheTime() {
        JavaClasses classes =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackagesOf(RedisCache.class, Cache.class);
        noClasses().should().callMethod(System.class, "currentTimeMillis").check(classes);
        noClasses().should().callMethod(Instant.class, "now").check(classes);
        for (Class<?> clock : new Class<?>[] {Clock.class, LocalDateTime.class, Date.class}) {
            noClasses().should().accessClassesThat().areAssignableTo(clock).check(classes);
        }
    }
}

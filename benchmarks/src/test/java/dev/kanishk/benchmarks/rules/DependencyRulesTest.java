package dev.kanishk.benchmarks.rules;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Dependencies point one way: program to core to collections, and no system to another. */
class DependencyRulesTest {
    private static final JavaClasses SUITE =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .withImportOption(location -> !location.contains("/jmh_generated/"))
                    .importPackages("dev.kanishk");

    private static final String[] SYSTEMS = {
        "dev.kanishk.matching..", "dev.kanishk.scheduler..", "dev.kanishk.agents.."
    };

    private static final String[] OUTSIDE_THE_CORES = {
        "..server..", "..jmh..", "dev.kanishk.benchmarks..", "dev.kanishk.site.."
    };

    private static final String[] SERVER_FRAMEWORKS = {
        "io.helidon..",
        "io.javalin..",
        "org.eclipse.jetty..",
        "io.netty..",
        "io.undertow..",
        "org.springframework..",
        "jakarta.servlet..",
        "com.sun.net.httpserver..",
        "picocli..",
        "ch.qos.logback.."
    };

    /**
     * A class that the rules let pass.
     *
     * @param name its full name
     * @param reason why that is right
     */
    private record Exemption(String name, String reason) {}

    private static final List<Exemption> EXEMPTIONS = List.of();

    @Test
    void seesEveryModule() {
        assertThat(SUITE)
                .extracting(JavaClass::getPackageName)
                .contains(
                        "dev.kanishk.collections.vector",
                        "dev.kanishk.collections.jmh",
                        "dev.kanishk.matching.orderbook",
                        "dev.kanishk.matching.server",
                        "dev.kanishk.matching.jmh",
                        "dev.kanishk.scheduler.store",
                        "dev.kanishk.scheduler.webhook",
                        "dev.kanishk.scheduler.kafka",
                        "dev.kanishk.scheduler.server",
                        "dev.kanishk.scheduler.jmh",
                        "dev.kanishk.agents.graph",
                        "dev.kanishk.agents.server",
                        "dev.kanishk.agents.jmh",
                        "dev.kanishk.site",
                        "dev.kanishk.benchmarks.result");
    }

    @Test
    void noCoreDependsOnAServerFrameworkOrAProgram() {
        Stream<DescribedPredicate<JavaClass>> forbidden =
                Stream.of(
                        resideInAnyPackage(SERVER_FRAMEWORKS),
                        resideInAnyPackage(OUTSIDE_THE_CORES));
        DescribedPredicate<JavaClass> cores =
                resideInAPackage("dev.kanishk..").and(not(resideInAnyPackage(OUTSIDE_THE_CORES)));

        forbidden.forEach(
                packages -> check(noClasses().that(cores).should().dependOnClassesThat(packages)));
    }

    @Test
    void noSystemDependsOnAnother() {
        for (String system : SYSTEMS) {
            String[] others =
                    Stream.of(SYSTEMS)
                            .filter(other -> !other.equals(system))
                            .toArray(String[]::new);
            check(
                    noClasses()
                            .that(resideInAPackage(system))
                            .should()
                            .dependOnClassesThat(resideInAnyPackage(others)));
        }
    }

    @Test
    void collectionsDependOnNoOtherModule() {
        check(
                noClasses()
                        .that(resideInAPackage("dev.kanishk.collections.."))
                        .should()
                        .dependOnClassesThat(
                                resideInAPackage("dev.kanishk..")
                                        .and(not(resideInAPackage("dev.kanishk.collections..")))));
    }

    @Test
    void packagesHaveNoCycles() {
        for (String root :
                new String[] {
                    "dev.kanishk.collections",
                    "dev.kanishk.matching",
                    "dev.kanishk.scheduler",
                    "dev.kanishk.agents",
                    "dev.kanishk.site",
                    "dev.kanishk.benchmarks"
                }) {
            check(slices().matching(root + ".(**)").should().beFreeOfCycles());
        }
    }

    /** Checks a rule for every class that is not exempt; those are printed with their reasons. */
    private static void check(ArchRule rule) {
        EXEMPTIONS.forEach(exempt -> System.out.println("exempt from the rules: " + exempt));
        rule.allowEmptyShould(true).check(SUITE.that(areNotExempt()));
    }

    private static DescribedPredicate<JavaClass> areNotExempt() {
        return DescribedPredicate.describe(
                "are not exempt",
                type ->
                        EXEMPTIONS.stream()
                                .noneMatch(exempt -> exempt.name().equals(type.getFullName())));
    }
}

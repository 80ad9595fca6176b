package dev.kanishk.benchmarks.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.BenchmarkListEntry;

class SuiteTest {
    @Test
    void everyBenchmarkBelongsToOneSuite() {
        List<String> benchmarks =
                RecordProgram.benchmarks().stream()
                        .map(BenchmarkListEntry::getUsername)
                        .filter(name -> !name.startsWith("dev.kanishk.benchmarks.record."))
                        .toList();

        assertThat(benchmarks)
                .allSatisfy(name ->
                        assertThat(Suite.all()).filteredOn(suite -> suite.holds(name)).hasSize(1));
    }

    @Test
    void selectsByPackageNotByPrefix() {
        Suite suite = new Suite("x", "dev.kanishk.x");

        assertThat("dev.kanishk.x.A.b").containsPattern(suite.pattern());
        assertThat("dev.kanishk.xyz.A.b").doesNotContainPattern(suite.pattern());
        assertThat(suite.holds("dev.kanishk.xyz.A.b")).isFalse();
    }
}

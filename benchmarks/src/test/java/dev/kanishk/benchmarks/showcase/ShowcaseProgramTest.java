package dev.kanishk.benchmarks.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.benchmarks.program.Programs;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShowcaseProgramTest {
    @Test
    void refusesASystemThatIsNotThere() {
        assertThat(Programs.run(new ShowcaseProgram(), "--only", "no-such-system")).isEqualTo(2);
    }

    @Test
    void refusesAnOptionThatIsNotThere() {
        assertThat(Programs.run(new ShowcaseProgram(), "--no-such-option")).isEqualTo(2);
        assertThat(Programs.run(new PortfolioProgram(), "--no-such-option")).isEqualTo(2);
    }

    @Test
    void failsWithoutASiteGenerator() {
        assertThat(Programs.run(new PortfolioProgram(), "--site-generator", "none.jar"))
                .isEqualTo(1);
    }

    @Test
    void everyPartHasANameOfItsOwn() {
        List<String> systems = ShowcaseProgram.parts().stream().map(Showcase::system).toList();

        assertThat(systems).doesNotHaveDuplicates();
    }
}

package dev.kanishk.site.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PageTest {
    private static final long SEED = 20261123;
    private static final String LETTERS = "-\n:a \"'#titledescription\t\u0000é{";

    private final List<SourceProblem> problems = new ArrayList<>();

    @Test
    void readsFrontMatterAndKnowsWhereTheBodyBegins() {
        Page page =
                Page.parse(
                        "systems/x.md",
                        """
                        ---
                        title: "X: y"
                        description: d
                        order: 3
                        date: 2026-11-23
                        ---
                        Body
                        """,
                        problems);

        assertThat(problems).isEmpty();
        assertThat(page.title()).isEqualTo("X: y");
        assertThat(page.order()).isEqualTo(3);
        assertThat(page.bodyLine()).isEqualTo(7);
        assertThat(page.url()).isEqualTo("systems/x.html");
        assertThat(page.section()).isEqualTo("systems");
    }

    @Test
    void reportsWrongTypesAndRepetitionsWithTheirLines() {
        Page.parse(
                "x.md",
                """
                ---
                title: a
                title: b
                description: d
                order: first
                date: soon
                draft: maybe
                ---
                """,
                problems);

        assertThat(problems).extracting(SourceProblem::line).containsExactlyInAnyOrder(3, 5, 6, 7);
    }

    @Test
    void neverBreaksOnAnyText() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < 5000; round++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "---\n" : "");
            for (int i = random.nextInt(60); i > 0; i--) {
                text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
            }
            assertThat(Page.parse("x.md", text.toString(), problems)).isNotNull();
        }
        assertThat(problems).allMatch(problem -> problem.line() >= 1);
    }
}

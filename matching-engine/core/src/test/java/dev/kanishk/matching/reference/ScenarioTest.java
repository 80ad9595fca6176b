package dev.kanishk.matching.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.event.BookListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the examples of the page of the rules, line by line.
 *
 * <p>To add one, write a block fenced as {@code scenario} into the page. A command stands at the
 * beginning of its line; what it leads to (trades, rejections, cancelled orders, phases,
 * indications) stands indented below it, in order, and nothing else of these kinds may happen.
 * {@code book S} and {@code balance A asset=N} show what there is. {@link ScenarioCommands} knows
 * the commands. Order ids are the author's, times begin at 0 and stay until the next {@code @}.
 */
class ScenarioTest {
    private static final Path PAGE = Path.of("../../docs/reference/matching-engine-rules.md");
    private static final String FENCE = "```";

    /** A block of the page, with the number of its first line. */
    private record Scenario(int firstLine, String title, List<String> lines) {}

    @TestFactory
    List<DynamicTest> theReferenceFollowsThePage() throws IOException {
        return tests(ReferenceBooks::new);
    }

    @TestFactory
    List<DynamicTest> theBooksFollowThePage() throws IOException {
        return tests(EngineBooks::new);
    }

    private static List<DynamicTest> tests(Function<BookListener, Books> maker) throws IOException {
        List<Scenario> scenarios = scenarios();
        assertThat(scenarios).as("scenarios of " + PAGE).isNotEmpty();
        return scenarios.stream()
                .map(scenario ->
                        DynamicTest.dynamicTest(
                                scenario.title + ", line " + scenario.firstLine,
                                () -> run(scenario, maker)))
                .toList();
    }

    private static void run(Scenario scenario, Function<BookListener, Books> maker) {
        ScenarioCommands commands = new ScenarioCommands();
        ScenarioEvents events = new ScenarioEvents(commands);
        new Run(commands, events, maker.apply(events)).run(scenario);
    }

    private static List<Scenario> scenarios() throws IOException {
        List<Scenario> scenarios = new ArrayList<>();
        List<String> page = Files.readAllLines(PAGE);
        String title = "";
        for (int i = 0; i < page.size(); i++) {
            if (page.get(i).startsWith("#")) {
                title = page.get(i).replaceFirst("#+ *", "");
            } else if (page.get(i).equals(FENCE + "scenario")) {
                int end = i + 1;
                while (!page.get(end).equals(FENCE)) {
                    end++;
                }
                scenarios.add(new Scenario(i + 2, title, page.subList(i + 1, end)));
                i = end;
            }
        }
        return scenarios;
    }

    /** One scenario against one set of books. */
    private record Run(ScenarioCommands commands, ScenarioEvents events, Books books) {
        private void run(Scenario scenario) {
            List<String> lines = scenario.lines;
            int next = 0;
            while (next < lines.size()) {
                int first = next++;
                while (next < lines.size() && lines.get(next).startsWith(" ")) {
                    next++;
                }
                List<String> expected =
                        lines.subList(first + 1, next).stream().map(String::strip).toList();
                if (!lines.get(first).isBlank()) {
                    assertThat(results(lines.get(first)))
                            .as(
                                    "%s, line %d: %s",
                                    PAGE.getFileName(),
                                    scenario.firstLine + first,
                                    lines.get(first))
                            .isEqualTo(expected);
                }
            }
        }

        private List<String> results(String line) {
            if (line.startsWith("book ")) {
                return book(commands.instrument(line.substring("book ".length()).strip()));
            }
            if (line.startsWith("balance ")) {
                Words words = new Words(line.substring("balance ".length()));
                int asset = (int) words.number("asset", 0);
                return List.of(Long.toString(books.balance(words.number(), asset)));
            }
            Command command = commands.read(line);
            books.apply(command);
            return events.take();
        }

        private List<String> book(int instrument) {
            List<String> rows = new ArrayList<>();
            books.forEachResting((of, side, price, id, open, shown) -> {
                if (of == instrument) {
                    rows.add(row(side, price, id, open, shown));
                }
            });
            return rows;
        }

        private static String row(Side side, long price, long id, long open, long shown) {
            return side.name().toLowerCase(Locale.ROOT)
                    + " "
                    + open
                    + " @ "
                    + price
                    + " order="
                    + id
                    + (shown == open ? "" : " shown=" + shown);
        }
    }
}

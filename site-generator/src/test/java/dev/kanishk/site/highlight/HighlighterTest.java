package dev.kanishk.site.highlight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;

class HighlighterTest {
    private static final long SEED = 20261123;
    private static final String LETTERS = "ab \n\"'/*#<>&{}[]():;=-0 1return class @A$\\";

    @Test
    void marksKeywordsTextsCommentsAndNumbers() {
        assertThat(Highlighter.highlight("java", "return \"a\"; // 1"))
                .isEqualTo(
                        "<span class=\"k\">return</span> <span class=\"s\">&quot;a&quot;</span>; "
                                + "<span class=\"c\">// 1</span>");
    }

    @Test
    void leavesAnUnknownLanguagePlain() {
        assertThat(Highlighter.highlight("klingon", "a < b")).isEqualTo("a &lt; b");
    }

    @Test
    void changesNoLetterOfAnyCodeInAnyLanguage() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (String language :
                List.of("java", "cpp", "json", "xml", "yaml", "sql", "sh", "properties")) {
            for (int round = 0; round < 300; round++) {
                StringBuilder code = new StringBuilder();
                for (int i = random.nextInt(80); i > 0; i--) {
                    code.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
                }
                String html = Highlighter.highlight(language, code.toString());
                assertThat(Jsoup.parseBodyFragment("<pre>x" + html + "</pre>").wholeText())
                        .as("%s, seed %d", language, SEED)
                        .isEqualTo("x" + code);
            }
        }
    }
}

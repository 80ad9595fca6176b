package dev.kanishk.site.highlight;

import dev.kanishk.site.html.Html;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts spans of class {@code k} (keyword), {@code s} (text), {@code c} (comment), {@code n}
 * (number) and {@code t} (type, tag, key or command) around the tokens of code.
 */
public final class Highlighter {
    private static final String NUMBER = "\\b\\d[\\w.]*\\b";
    private static final String QUOTED = "\"(?:\\\\.|[^\"\\\\\\n])*\"";
    private static final String SINGLE = "'(?:\\\\.|[^'\\\\\\n])*'";
    private static final String SLASHES = "//[^\\n]*|/\\*[\\s\\S]*?\\*/";
    private static final String WORD = "[A-Za-z_@$][\\w$]*";

    private static final Map<String, Language> LANGUAGES =
            Map.of(
                    "java",
                    language(
                            SLASHES,
                            "\"\"\"[\\s\\S]*?\"\"\"|" + QUOTED + "|" + SINGLE,
                            "@?[A-Z]\\w*",
                            "abstract assert boolean break byte case catch char class const"
                                    + " continue default do double else enum extends final finally"
                                    + " float for if implements import instanceof int interface"
                                    + " long native new null package permits private protected"
                                    + " public record return sealed short static super switch"
                                    + " synchronized this throw throws transient true false try"
                                    + " var void volatile when while yield"),
                    "cpp",
                    language(
                            SLASHES,
                            QUOTED + "|" + SINGLE,
                            "#\\w+|std::\\w+",
                            "auto bool break case char class const constexpr continue default"
                                    + " delete do double else enum explicit false float for if"
                                    + " inline int long namespace new nullptr private protected"
                                    + " public return short sizeof static struct switch template"
                                    + " this throw true try typename unsigned using virtual void"
                                    + " while"),
                    "json",
                    language("(?!)", QUOTED + "(?!\\s*:)", QUOTED + "(?=\\s*:)", "true false null"),
                    "xml",
                    language("<!--[\\s\\S]*?-->", QUOTED, "</?[\\w:.-]+|/?>", ""),
                    "yaml",
                    language(
                            "#[^\\n]*",
                            QUOTED + "|" + SINGLE,
                            "(?m)^[ -]*[\\w.-]+(?=:)",
                            "true false"),
                    "properties",
                    language("(?m)^[ ]*[#!][^\\n]*", "(?!)", "(?m)^[\\w.-]+(?=[ =:])", ""),
                    "sql",
                    language(
                            "--[^\\n]*",
                            SINGLE,
                            "(?!)",
                            "select from where and or not insert into values update set delete"
                                    + " create table index primary key on join left group by order"
                                    + " limit null default unique returning begin commit"),
                    "sh",
                    language(
                            "(?m)(?<=^|\\s)#[^\\n]*",
                            QUOTED + "|'[^']*'",
                            "(?m)^\\$ \\S+|(?<=\\s)--?[A-Za-z][\\w-]*",
                            ""));

    private static final Map<String, String> OTHER_NAMES =
            Map.of(
                    "console", "sh", "shell", "sh", "bash", "sh", "c++", "cpp", "html", "xml",
                    "yml", "yaml", "jsonl", "json");

    private Highlighter() {}

    private record Language(Pattern tokens, Set<String> keywords) {}

    /**
     * Highlights code.
     *
     * @param language a language's name; of one that is not known the code stays plain
     * @param code the code
     * @return HTML whose text, unescaped, is exactly the code
     */
    public static String highlight(String language, String code) {
        String name = language.toLowerCase(Locale.ROOT);
        Language found = LANGUAGES.get(OTHER_NAMES.getOrDefault(name, name));
        if (found == null) {
            return Html.escape(code);
        }
        StringBuilder html = new StringBuilder(code.length() * 2);
        Matcher tokens = found.tokens().matcher(code);
        int end = 0;
        while (tokens.find()) {
            html.append(Html.escape(code.substring(end, tokens.start())));
            end = tokens.end();
            String token = Html.escape(tokens.group());
            String style = style(tokens, found);
            html.append(
                    style.isEmpty() ? token : "<span class=\"" + style + "\">" + token + "</span>");
        }
        return html.append(Html.escape(code.substring(end))).toString();
    }

    private static String style(Matcher token, Language language) {
        for (String style : List.of("c", "s", "t", "n")) {
            if (token.group(style) != null) {
                return style;
            }
        }
        return language.keywords().contains(token.group().toLowerCase(Locale.ROOT)) ? "k" : "";
    }

    private static Language language(String comment, String text, String type, String keywords) {
        Pattern tokens =
                Pattern.compile(
                        "(?<c>" + comment + ")|(?<s>" + text + ")|(?<t>" + type + ")|(?<n>" + NUMBER
                                + ")|" + WORD);
        return new Language(tokens, Set.of(keywords.split(" ")));
    }
}

package dev.kanishk.site.results;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the names that a mistyped one may have meant, by edit distance. */
final class Nearest {
    private static final int SHOWN_MAX = 3;
    private static final int LENGTH_MAX = 200;

    private Nearest() {}

    static List<String> to(String wanted, Collection<String> names) {
        record Candidate(String name, int distance) {}
        String from = wanted.substring(0, Math.min(LENGTH_MAX, wanted.length()));
        return names.stream()
                .map(name -> new Candidate(name, distance(from, name)))
                .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
                .limit(SHOWN_MAX)
                .map(Candidate::name)
                .toList();
    }

    /** The Levenshtein distance without regard to case, in one row of memory. */
    static int distance(String left, String right) {
        String from = left.toLowerCase(Locale.ROOT);
        String to = right.toLowerCase(Locale.ROOT);
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int same = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(same, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}

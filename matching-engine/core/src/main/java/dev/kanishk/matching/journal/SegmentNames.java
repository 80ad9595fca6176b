package dev.kanishk.matching.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The names of segments: their number in ten digits, so that names sort as the numbers do. */
final class SegmentNames {
    static final String LOCK = "journal.lock";
    private static final String SUFFIX = ".journal";
    private static final String UNFINISHED = ".journal.new";
    private static final int DIGITS = 10;

    private SegmentNames() {}

    static String of(long number) {
        return String.format(Locale.ROOT, "%010d", number) + SUFFIX;
    }

    /** The name that a segment has while it is made. */
    static String unfinished(long number) {
        return String.format(Locale.ROOT, "%010d", number) + UNFINISHED;
    }

    /** Returns the numbers of the segments in a folder, in order, without a gap. */
    static long[] list(Disk disk, Path folder) throws IOException {
        List<Long> numbers = new ArrayList<>();
        for (String name : disk.list(folder)) {
            if (name.endsWith(SUFFIX)) {
                numbers.add(parse(name));
            }
        }
        long[] sorted = numbers.stream().mapToLong(Long::longValue).sorted().toArray();
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] != sorted[i - 1] + 1) {
                throw JournalDamagedException.unreadable(
                        of(sorted[i - 1] + 1),
                        "is missing between "
                                + of(sorted[i - 1])
                                + " and "
                                + of(sorted[i])
                                + "; restore it from a copy");
            }
        }
        return sorted;
    }

    /** Deletes what a crash left of segments that were being made. */
    static void deleteUnfinished(Disk disk, Path folder) throws IOException {
        for (String name : disk.list(folder)) {
            if (name.endsWith(UNFINISHED)) {
                disk.delete(folder.resolve(name));
            }
        }
    }

    private static long parse(String name) throws IOException {
        String digits = name.substring(0, name.length() - SUFFIX.length());
        boolean numbered =
                digits.length() == DIGITS && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        long number = numbered ? Long.parseLong(digits) : 0;
        if (number < 1) {
            throw JournalDamagedException.unreadable(
                    name,
                    "has a name that no segment gets (ten digits, from "
                            + of(1)
                            + "): a copy, or of an older format; move it out of the folder");
        }
        return number;
    }
}

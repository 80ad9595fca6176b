package dev.kanishk.matching.journal;

import java.io.IOException;

/** A journal that holds less than was promised durable: it must not be recovered from silently. */
public final class JournalDamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    JournalDamagedException(String segment, long offset, long sequence, String what) {
        super(
                "journal segment "
                        + segment
                        + " is damaged at offset "
                        + offset
                        + ", record "
                        + sequence
                        + ": "
                        + what
                        + "; restore the segment from a copy");
    }

    private JournalDamagedException(String message) {
        super(message);
    }

    static JournalDamagedException missing(String segment, String after, long sequence) {
        return new JournalDamagedException(
                "journal segment "
                        + segment
                        + " is missing after "
                        + after
                        + ", record "
                        + sequence
                        + " should follow; restore the segment from a copy");
    }

    static JournalDamagedException unreadable(String segment, String what) {
        return new JournalDamagedException("journal segment " + segment + " " + what);
    }

    static JournalDamagedException snapshot(String name, String what) {
        return new JournalDamagedException("snapshot " + name + " is damaged: " + what);
    }

    static JournalDamagedException gap(String what) {
        return new JournalDamagedException(what);
    }
}

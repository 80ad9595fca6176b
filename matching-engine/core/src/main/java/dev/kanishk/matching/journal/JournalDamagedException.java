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
}

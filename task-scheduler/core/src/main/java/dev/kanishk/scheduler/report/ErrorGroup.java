package dev.kanishk.scheduler.report;

import java.time.Instant;
import java.util.UUID;

/**
 * Dead jobs of a type that failed with the same words.
 *
 * @param type the type
 * @param error the first line of what the last failure said, up to {@value #MAX_LENGTH} characters
 * @param count how many of those that were looked at
 * @param last when the newest of them died
 * @param example the newest of them
 */
public record ErrorGroup(String type, String error, int count, Instant last, UUID example) {
    /** The most characters of an error. */
    public static final int MAX_LENGTH = 200;
}

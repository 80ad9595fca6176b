package dev.kanishk.scheduler.webhook;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The header {@code Retry-After} (RFC 9110, section 10.2.3): seconds, or a date. */
final class RetryAfter {
    /** What a longer wait is taken as. */
    static final Duration LONGEST = Duration.ofDays(1);

    private static final Pattern SECONDS = Pattern.compile("[0-9]+");
    private static final int MAX_DIGITS = 9;
    private static final int MAX_LENGTH = 40;

    /** The three forms of a date that RFC 9110, section 5.6.7, has recipients read. */
    private static final List<DateTimeFormatter> DATES =
            List.of(
                    DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH),
                    new DateTimeFormatterBuilder()
                            .appendPattern("EEEE, dd-MMM-")
                            .appendValueReduced(ChronoField.YEAR, 2, 2, 2000)
                            .appendPattern(" HH:mm:ss 'GMT'")
                            .toFormatter(Locale.ENGLISH),
                    DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.ENGLISH));

    private RetryAfter() {}

    /** {@return how long to wait, up to {@link #LONGEST}; empty if the value is neither} */
    static Optional<Duration> parse(String value, Instant now) {
        String text = value.strip();
        if (SECONDS.matcher(text).matches()) {
            return Optional.of(
                    text.length() > MAX_DIGITS
                            ? LONGEST
                            : bounded(Duration.ofSeconds(Long.parseLong(text))));
        }
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        for (DateTimeFormatter form : DATES) {
            try {
                Instant date = LocalDateTime.parse(text, form).toInstant(ZoneOffset.UTC);
                return Optional.of(bounded(Duration.between(now, date)));
            } catch (DateTimeException e) {
                // Another form, or none.
            }
        }
        return Optional.empty();
    }

    private static Duration bounded(Duration wait) {
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}

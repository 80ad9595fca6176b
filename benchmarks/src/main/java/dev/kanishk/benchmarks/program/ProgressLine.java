package dev.kanishk.benchmarks.program;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One line that changes while work goes on; nothing at all where nobody watches.
 *
 * <p>Safe for many threads. Draws at most ten times a second.
 */
public final class ProgressLine {
    private static final long DRAW_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int WIDTH = 78;

    private final PrintStream stream;
    private final boolean shown;
    private long drawnAtNanos = System.nanoTime() - DRAW_EVERY_NANOS;
    private boolean drawn;

    /**
     * Makes a line.
     *
     * @param stream where to draw
     * @param shown whether to draw at all
     */
    public ProgressLine(PrintStream stream, boolean shown) {
        this.stream = stream;
        this.shown = shown;
    }

    /** Returns a line on standard error, shown if that is a terminal. */
    public static ProgressLine onStandardError() {
        return new ProgressLine(System.err, standardErrorIsTerminal());
    }

    /** Draws how far a step is, unless it was just drawn. */
    public synchronized void show(String step, long done, long total) {
        long now = System.nanoTime();
        if (!shown || (now - drawnAtNanos < DRAW_EVERY_NANOS && done < total)) {
            return;
        }
        drawnAtNanos = now;
        String share =
                total > 0
                        ? String.format(
                                Locale.ROOT,
                                " %,d of %,d (%d %%)",
                                done,
                                total,
                                Math.round(100.0 * done / total))
                        : "";
        String text = step + share;
        stream.print("\r" + pad(text));
        stream.flush();
        drawn = true;
    }

    /** Removes the line, for something that stays. */
    public synchronized void clear() {
        if (drawn) {
            stream.print("\r" + " ".repeat(WIDTH) + "\r");
            stream.flush();
            drawn = false;
        }
    }

    private static String pad(String text) {
        return text.length() > WIDTH
                ? text.substring(0, WIDTH)
                : text + " ".repeat(WIDTH - text.length());
    }

    private static boolean standardErrorIsTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException notLinux) {
            return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        }
    }
}

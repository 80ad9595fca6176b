package dev.kanishk.scheduler.dispatch;

/** What a failure is kept as. */
final class Failures {
    private static final int MAX_LENGTH = 4_000;
    private static final int MAX_CAUSES = 5;
    private static final int MAX_FRAMES = 30;

    private Failures() {}

    /** {@return what was thrown, in a line, then where, then its causes} */
    static String text(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        Throwable one = thrown;
        for (int i = 0; i < MAX_CAUSES && one != null && text.length() < MAX_LENGTH; i++) {
            text.append(i == 0 ? "" : "\nCaused by: ").append(line(one));
            StackTraceElement[] frames = one.getStackTrace();
            for (int f = 0; f < Math.min(MAX_FRAMES, frames.length); f++) {
                text.append("\n\tat ").append(frames[f]);
            }
            one = one.getCause();
        }
        return text.length() <= MAX_LENGTH ? text.toString() : text.substring(0, MAX_LENGTH);
    }

    /** {@return the name of what was thrown, and what it says} */
    static String line(Throwable thrown) {
        String name = thrown.getClass().getSimpleName();
        return thrown.getMessage() == null ? name : name + ": " + thrown.getMessage();
    }
}

package dev.kanishk.site.check;

/**
 * One thing wrong with a site.
 *
 * @param file the file, relative to the site's folder, with {@code /} between names
 * @param line the line, from 1; 0 where it concerns the whole file
 * @param message what is wrong and what would be right
 */
public record Problem(String file, int line, String message) {
    /** {@return {@code file:line: message}, as editors and terminals link it} */
    @Override
    public String toString() {
        return line > 0 ? file + ":" + line + ": " + message : file + ": " + message;
    }
}

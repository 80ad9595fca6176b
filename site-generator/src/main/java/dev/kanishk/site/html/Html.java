package dev.kanishk.site.html;

/** Text in HTML. */
public final class Html {
    private Html() {}

    /**
     * Escapes text for element content and quoted attributes.
     *
     * @param text any text
     * @return the text with {@code & < > "} escaped
     */
    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /**
     * Makes an id of a heading or name.
     *
     * @param text any text
     * @return lower-case letters, digits and hyphens; {@code section} if nothing is left
     */
    public static String slug(String text) {
        StringBuilder slug = new StringBuilder();
        for (char letter : text.toLowerCase(java.util.Locale.ROOT).toCharArray()) {
            if (Character.isLetterOrDigit(letter)) {
                slug.append(letter);
            } else if (!slug.isEmpty() && slug.charAt(slug.length() - 1) != '-') {
                slug.append('-');
            }
        }
        int end = slug.length();
        boolean hyphen = end > 0 && slug.charAt(end - 1) == '-';
        String trimmed = slug.substring(0, hyphen ? end - 1 : end);
        return trimmed.isEmpty() ? "section" : trimmed;
    }
}

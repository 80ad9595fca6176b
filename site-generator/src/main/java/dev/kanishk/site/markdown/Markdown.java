package dev.kanishk.site.markdown;

/** Turns Markdown into HTML. */
@FunctionalInterface
public interface Markdown {
    /**
     * Renders a document.
     *
     * @param text CommonMark with tables and {@code !!!} admonitions
     * @return HTML
     */
    String render(String text);

    /**
     * Returns the renderer that the site uses. It may be used by any number of threads.
     *
     * @return a renderer
     */
    static Markdown standard() {
        return new FlexmarkMarkdown();
    }
}

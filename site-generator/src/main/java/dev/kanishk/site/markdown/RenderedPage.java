package dev.kanishk.site.markdown;

import dev.kanishk.site.view.Heading;
import java.util.List;

/**
 * A page's content as HTML.
 *
 * @param html the content below the title
 * @param headings the headings of the second and third level, in order
 * @param text the words of the content, for search
 */
public record RenderedPage(String html, List<Heading> headings, String text) {
    /** Copies the headings. */
    public RenderedPage {
        headings = List.copyOf(headings);
    }
}

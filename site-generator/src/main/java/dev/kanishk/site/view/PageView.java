package dev.kanishk.site.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page as the layout shows it.
 *
 * @param site the site's name
 * @param author who speaks in it
 * @param title the page's name
 * @param description what it is about
 * @param url its place in the site
 * @param canonical its full address
 * @param root the prefix that leads from it to the site's first folder
 * @param navigation the links on every page
 * @param headings its table of contents
 * @param body its content as HTML
 * @param date when it was written; empty where that doesn't matter
 * @param previous the page before it in its section
 * @param next the page behind it
 * @param wide whether it needs more than a column of text
 * @param reload whether it watches for changes, in preview
 */
public record PageView(
        String site,
        String author,
        String title,
        String description,
        String url,
        String canonical,
        String root,
        List<Link> navigation,
        List<Heading> headings,
        String body,
        String date,
        @Nullable Link previous,
        @Nullable Link next,
        boolean wide,
        boolean reload) {
    /** Copies the lists. */
    public PageView {
        navigation = List.copyOf(navigation);
        headings = List.copyOf(headings);
    }

    /**
     * Returns whether a link leads to this page or its section.
     *
     * @param link a link of the navigation
     * @return whether it is to be marked
     */
    public boolean within(Link link) {
        String section = link.url().replace("index.html", "");
        return !section.isEmpty() && url.startsWith(section);
    }
}

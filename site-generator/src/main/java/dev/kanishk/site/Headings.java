package dev.kanishk.site;

import dev.kanishk.site.view.Heading;
import java.util.List;
import org.jsoup.Jsoup;

/** Headings of generated pages. */
final class Headings {
    private Headings() {}

    static List<Heading> of(String body) {
        return Jsoup.parseBodyFragment(body).select("h2[id]").stream()
                .map(heading -> new Heading(2, heading.id(), heading.text()))
                .toList();
    }

    /** Writes a folder's name as words, such as {@code Getting started}. */
    static String words(String folder) {
        String words = folder.substring(folder.lastIndexOf('/') + 1).replace('-', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}

package dev.kanishk.site;

import dev.kanishk.site.content.Page;
import dev.kanishk.site.content.Settings;
import dev.kanishk.site.html.Html;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** What machines read: the feed and the sitemap. */
final class Feeds {
    private static final String XML = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

    private Feeds() {}

    static String sitemap(String base, Collection<String> files) {
        StringBuilder xml = new StringBuilder(XML);
        xml.append("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
        for (String file : files) {
            if (file.endsWith(".html") && !file.equals("404.html")) {
                String url = base + (file.equals("index.html") ? "" : file);
                xml.append("<url><loc>").append(Html.escape(url)).append("</loc></url>\n");
            }
        }
        return xml.append("</urlset>\n").toString();
    }

    static String atom(String base, Settings settings, List<Page> pages) {
        List<Page> dated =
                pages.stream()
                        .filter(page -> page.date() != null)
                        .sorted(
                                Comparator.comparing(Feeds::date)
                                        .reversed()
                                        .thenComparing(Page::file))
                        .toList();
        LocalDate updated = dated.isEmpty() ? LocalDate.EPOCH : date(dated.getFirst());
        StringBuilder xml = new StringBuilder(XML);
        xml.append("<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
        element(xml, "title", settings.title());
        element(xml, "id", base);
        element(xml, "updated", updated + "T00:00:00Z");
        xml.append("<author>");
        element(xml, "name", settings.author());
        xml.append("</author>\n<link rel=\"self\" href=\"")
                .append(Html.escape(base + "feed.xml"))
                .append("\"/>\n<link href=\"")
                .append(Html.escape(base))
                .append("\"/>\n");
        for (Page page : dated) {
            xml.append("<entry>\n");
            element(xml, "title", page.title());
            element(xml, "id", base + page.url());
            element(xml, "updated", date(page) + "T00:00:00Z");
            element(xml, "summary", page.description());
            xml.append("<link href=\"")
                    .append(Html.escape(base + page.url()))
                    .append("\"/>\n</entry>\n");
        }
        return xml.append("</feed>\n").toString();
    }

    private static LocalDate date(Page page) {
        return Objects.requireNonNull(page.date());
    }

    private static void element(StringBuilder xml, String name, String text) {
        xml.append('<').append(name).append('>').append(Html.escape(text));
        xml.append("</").append(name).append(">\n");
    }
}

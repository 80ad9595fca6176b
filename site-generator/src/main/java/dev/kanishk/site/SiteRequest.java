package dev.kanishk.site;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to build a site from and where to.
 *
 * @param source the folder with the pages
 * @param results folders with result sets; a later one wins over an earlier one
 * @param output the folder to write; its former content is replaced
 * @param baseUrl where the site will be served; null for the one in the settings
 * @param drafts whether drafts are included
 * @param reload whether pages watch for changes, in preview
 */
public record SiteRequest(
        Path source,
        List<Path> results,
        Path output,
        @Nullable String baseUrl,
        boolean drafts,
        boolean reload) {
    /** Copies the list. */
    public SiteRequest {
        results = List.copyOf(results);
    }
}

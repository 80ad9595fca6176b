package dev.kanishk.site;

import dev.kanishk.site.content.Page;
import dev.kanishk.site.content.SourceFolder;
import dev.kanishk.site.content.SourceProblem;
import dev.kanishk.site.markdown.Links;
import dev.kanishk.site.markdown.Markdown;
import dev.kanishk.site.markdown.PageRenderer;
import dev.kanishk.site.markdown.RenderedPage;
import dev.kanishk.site.markdown.ResultDirectives;
import dev.kanishk.site.results.Results;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Builds a site: Markdown and results in, a folder of static files out.
 *
 * <p>The same input gives the same bytes. Pages are rendered in parallel. If anything in the
 * sources is wrong, everything that is wrong is reported together and the output stays as it was.
 */
public final class SiteGenerator {
    private final SiteRequest request;

    /**
     * Makes a generator.
     *
     * @param request what to build from and where to
     */
    public SiteGenerator(SiteRequest request) {
        this.request = request;
    }

    /**
     * Builds the site.
     *
     * @return how much was written
     * @throws InvalidSourceException if pages, settings or what they name are wrong
     * @throws IOException if files cannot be read or written
     */
    public SiteSummary build() throws IOException {
        List<SourceProblem> problems = Collections.synchronizedList(new ArrayList<>());
        SourceFolder source = SourceFolder.read(request.source(), request.drafts(), problems);
        Results results = Results.load(request.results());
        Links links = new Links(source.pages(), source.sourceRoot());
        PageRenderer renderer =
                new PageRenderer(Markdown.standard(), links, new ResultDirectives(results));
        Map<Page, RenderedPage> rendered =
                source.pages().parallelStream()
                        .collect(
                                Collectors.toMap(
                                        page -> page,
                                        page -> renderer.render(page, problems),
                                        (first, second) -> first,
                                        LinkedHashMap::new));
        SiteOutput output = new SiteOutput(request, source, results, links);
        output.render(rendered, problems);
        if (!problems.isEmpty()) {
            List<SourceProblem> sorted = new ArrayList<>(problems);
            sorted.sort(
                    Comparator.comparing(SourceProblem::file)
                            .thenComparingInt(SourceProblem::line)
                            .thenComparing(SourceProblem::message));
            throw new InvalidSourceException(sorted);
        }
        return output.write();
    }
}

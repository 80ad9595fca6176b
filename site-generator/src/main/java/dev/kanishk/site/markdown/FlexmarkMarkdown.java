package dev.kanishk.site.markdown;

import com.vladsch.flexmark.ext.admonition.AdmonitionExtension;
import com.vladsch.flexmark.ext.tables.TablesExtension;
import com.vladsch.flexmark.html.HtmlRenderer;
import com.vladsch.flexmark.parser.Parser;
import com.vladsch.flexmark.util.data.DataHolder;
import com.vladsch.flexmark.util.data.MutableDataSet;
import java.util.List;

/** Markdown by flexmark. HTML in a page is shown, not passed on: pages cannot carry scripts. */
final class FlexmarkMarkdown implements Markdown {
    private final Parser parser;
    private final HtmlRenderer renderer;

    FlexmarkMarkdown() {
        DataHolder options =
                new MutableDataSet()
                        .set(
                                Parser.EXTENSIONS,
                                List.of(TablesExtension.create(), AdmonitionExtension.create()))
                        .set(HtmlRenderer.ESCAPE_HTML, true)
                        .set(HtmlRenderer.RENDER_HEADER_ID, false)
                        .set(HtmlRenderer.GENERATE_HEADER_ID, false)
                        .toImmutable();
        parser = Parser.builder(options).build();
        renderer = HtmlRenderer.builder(options).build();
    }

    @Override
    public String render(String text) {
        return renderer.render(parser.parse(text));
    }
}

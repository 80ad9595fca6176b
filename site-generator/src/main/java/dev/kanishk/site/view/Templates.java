package dev.kanishk.site.view;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.Map;

/** The templates, compiled with the program. */
public final class Templates {
    private static final TemplateEngine ENGINE = TemplateEngine.createPrecompiled(ContentType.Html);

    private Templates() {}

    /**
     * Renders a template.
     *
     * @param name its file below {@code src/main/jte}
     * @param parameters its parameters by name
     * @return HTML
     */
    public static String render(String name, Map<String, Object> parameters) {
        StringOutput out = new StringOutput();
        ENGINE.render(name, parameters, out);
        return out.toString();
    }
}

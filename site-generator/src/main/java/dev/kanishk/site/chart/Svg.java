package dev.kanishk.site.chart;

import java.util.Locale;

/** Writes SVG elements. */
final class Svg {
    private final StringBuilder out = new StringBuilder();

    /** Opens a drawing that is as wide as its place, with text of its own size. */
    Svg(String id, String title, String description, int width, int height) {
        out.append("<svg class=\"chart\" role=\"img\" aria-labelledby=\"")
                .append(id)
                .append("-t ")
                .append(id)
                .append("-d\" viewBox=\"0 0 ")
                .append(width)
                .append(' ')
                .append(height)
                .append("\"><title id=\"")
                .append(id)
                .append("-t\">")
                .append(escape(title))
                .append("</title><desc id=\"")
                .append(id)
                .append("-d\">")
                .append(escape(description))
                .append("</desc>");
    }

    void line(String style, double x1, double y1, double x2, double y2) {
        out.append(
                String.format(
                        Locale.ROOT,
                        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
                        style,
                        x1,
                        y1,
                        x2,
                        y2));
    }

    void rect(String style, double x, double y, double width, double height) {
        out.append(
                String.format(
                        Locale.ROOT,
                        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                        style,
                        x,
                        y,
                        Math.max(0, width),
                        height));
    }

    void text(String style, double x, double y, String text) {
        out.append(
                String.format(
                        Locale.ROOT,
                        "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>",
                        style,
                        x,
                        y,
                        escape(text)));
    }

    void path(String style, String data) {
        out.append("<path class=\"").append(style).append("\" d=\"").append(data).append("\"/>");
    }

    String close() {
        return out.append("</svg>").toString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}

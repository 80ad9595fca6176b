package dev.kanishk.agents.server;

import dev.kanishk.agents.graph.Graph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A graph as text or picture. Nodes stand one above the other in the order of the graph; an edge to
 * the next is a straight arrow, any other goes around on the right, or on the left if it goes back.
 *
 * @param start the first node
 * @param edges for each node where it leads
 * @param next the node that the run comes to next
 */
record GraphDrawing(String start, Map<String, Set<String>> edges, String next) {
    private static final int WIDTH = 360;
    private static final int BOX_WIDTH = 160;
    private static final int BOX_HEIGHT = 40;
    private static final int PITCH = 90;
    private static final int MARGIN = 20;
    private static final int LEFT = (WIDTH - BOX_WIDTH) / 2;
    private static final int RIGHT = LEFT + BOX_WIDTH;

    String mermaid() {
        StringBuilder text = new StringBuilder("flowchart TD\n");
        text.append("  START([start]) --> ").append(start).append('\n');
        edges.forEach((from, targets) ->
                targets.stream()
                        .sorted()
                        .forEach(to ->
                                text.append("  ")
                                        .append(from)
                                        .append(" --> ")
                                        .append(to)
                                        .append('\n')));
        text.append("  classDef next stroke-width:4px\n");
        return text.append("  class ").append(next).append(" next\n").toString();
    }

    String dot() {
        StringBuilder text = new StringBuilder("digraph run {\n");
        edges.forEach((from, targets) ->
                targets.stream()
                        .sorted()
                        .forEach(to ->
                                text.append("  \"")
                                        .append(from)
                                        .append("\" -> \"")
                                        .append(to)
                                        .append("\";\n")));
        text.append("  \"").append(next).append("\" [penwidth=3];\n");
        return text.append("}\n").toString();
    }

    String svg() {
        List<String> rows = new ArrayList<>(edges.keySet());
        rows.add(Graph.END);
        int height = 2 * MARGIN + (rows.size() - 1) * PITCH + BOX_HEIGHT;
        StringBuilder svg = new StringBuilder();
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 ")
                .append(WIDTH)
                .append(' ')
                .append(height)
                .append("\" font-family=\"sans-serif\" font-size=\"14\">\n")
                .append("  <title>The graph; ")
                .append(next)
                .append(" comes next</title>\n")
                .append("  <defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\"")
                .append(" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\">")
                .append("<path d=\"M0 0 8 4 0 8z\"/></marker></defs>\n");
        for (String row : rows) {
            box(svg, row, top(rows.indexOf(row)));
        }
        edges.forEach((from, targets) ->
                targets.stream()
                        .sorted()
                        .forEach(to -> arrow(svg, rows.indexOf(from), rows.indexOf(to))));
        return svg.append("</svg>\n").toString();
    }

    private static int top(int row) {
        return MARGIN + row * PITCH;
    }

    private void box(StringBuilder svg, String name, int top) {
        svg.append("  <rect x=\"")
                .append(LEFT)
                .append("\" y=\"")
                .append(top)
                .append("\" width=\"")
                .append(BOX_WIDTH)
                .append("\" height=\"")
                .append(BOX_HEIGHT)
                .append("\" rx=\"6\" fill=\"white\" stroke=\"black\" stroke-width=\"")
                .append(name.equals(next) ? 4 : 1)
                .append("\"/>\n  <text x=\"")
                .append(WIDTH / 2)
                .append("\" y=\"")
                .append(top + BOX_HEIGHT / 2 + 5)
                .append("\" text-anchor=\"middle\">")
                .append(name)
                .append("</text>\n");
    }

    private static void arrow(StringBuilder svg, int from, int to) {
        int fromMiddle = top(from) + BOX_HEIGHT / 2;
        int toMiddle = top(to) + BOX_HEIGHT / 2;
        svg.append("  <path fill=\"none\" stroke=\"black\" marker-end=\"url(#tip)\" d=\"M");
        if (to == from + 1) {
            svg.append(WIDTH / 2)
                    .append(' ')
                    .append(top(from) + BOX_HEIGHT)
                    .append('V')
                    .append(top(to));
        } else {
            int side = to > from ? RIGHT : LEFT;
            int around = to > from ? WIDTH - MARGIN : MARGIN;
            svg.append(side)
                    .append(' ')
                    .append(fromMiddle)
                    .append('H')
                    .append(around)
                    .append('V')
                    .append(toMiddle)
                    .append('H')
                    .append(side);
        }
        svg.append("\"/>\n");
    }
}

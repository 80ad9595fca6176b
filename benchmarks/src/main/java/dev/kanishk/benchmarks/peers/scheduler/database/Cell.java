package dev.kanishk.benchmarks.peers.scheduler.database;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is measured several times: a metric, at a point, of a contender.
 *
 * @param metric the metric
 * @param point its parameters by name; none for a metric that has one point
 * @param contender the contender's name
 */
record Cell(Metric metric, SortedMap<String, String> point, String contender) {
    Cell {
        point = new TreeMap<>(point);
    }

    static Cell of(Metric metric, Contender contender) {
        return new Cell(metric, new TreeMap<>(), contender.name());
    }

    static Cell of(Metric metric, String parameter, Object value, Contender contender) {
        return new Cell(
                metric, new TreeMap<>(Map.of(parameter, value.toString())), contender.name());
    }
}

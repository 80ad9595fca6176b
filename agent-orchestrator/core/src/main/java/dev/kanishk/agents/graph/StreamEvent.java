package dev.kanishk.agents.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;

/**
 * Something that happened in a run, for whoever watches it.
 *
 * @param run the run
 * @param position its place among the news of the run; whoever saw it goes on behind it. Of news
 *     that are not from the log that of the last ones that are
 * @param mode what sort of news
 * @param node the node; empty for news of the whole run
 * @param step the superstep, from 1; 0 for news of the whole run
 * @param task the task within the superstep, from 0
 * @param payload the news
 */
public record StreamEvent(
        String run,
        Position position,
        Mode mode,
        String node,
        int step,
        int task,
        JsonNode payload) {
    /**
     * A place among the news of a run, the same live and later. One event of the log may give
     * several news; they come in the order of their parts.
     *
     * @param sequence the event of the log, from 1; 0 before all of them
     * @param part the part, from 0
     */
    public record Position(long sequence, int part) implements Comparable<Position> {
        /** Before all news. */
        public static final Position START = new Position(0, 0);

        private static final Comparator<Position> ORDER =
                Comparator.comparingLong(Position::sequence).thenComparingInt(Position::part);

        /** Checks the numbers. */
        public Position {
            if (sequence < 0 || part < 0) {
                throw new IllegalArgumentException("position " + sequence + "." + part);
            }
        }

        /**
         * Reads what {@link #toString} wrote.
         *
         * @param text a number, a dot and a number
         * @return the position
         * @throws IllegalArgumentException if it is no such text
         */
        public static Position parse(String text) {
            int dot = text.indexOf('.');
            try {
                return new Position(
                        Long.parseLong(text, 0, Math.max(dot, 0), 10),
                        Integer.parseInt(text, dot + 1, text.length(), 10));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "'" + text + "' is no position: give one that an event had, as 12.1", e);
            }
        }

        @Override
        public int compareTo(Position other) {
            return ORDER.compare(this, other);
        }

        @Override
        public String toString() {
            return sequence + "." + part;
        }
    }

    /** Sorts of news. */
    public enum Mode {
        /** The whole state after a superstep. From the log. */
        VALUES,
        /** What a node changed. From the log. */
        UPDATES,
        /** A part of a model's answer. Live only. */
        TOKENS,
        /** How far a tool is. Live only. */
        PROGRESS,
        /** Whatever a node tells. Live only. */
        CUSTOM,
        /** Every event of the log. */
        DEBUG
    }
}

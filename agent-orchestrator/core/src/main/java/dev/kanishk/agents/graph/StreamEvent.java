package dev.kanishk.agents.graph;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Something that happened in a run, for whoever watches it.
 *
 * @param run the run
 * @param sequence the run's last event in its log at that moment; whoever saw it goes on behind it
 * @param mode what sort of news
 * @param node the node; empty for news of the whole run
 * @param step the superstep, from 1; 0 for news of the whole run
 * @param task the task within the superstep, from 0
 * @param payload the news
 */
public record StreamEvent(
        String run, long sequence, Mode mode, String node, int step, int task, JsonNode payload) {
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

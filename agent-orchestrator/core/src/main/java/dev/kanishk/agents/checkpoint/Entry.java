package dev.kanishk.agents.checkpoint;

/**
 * What is to be appended to a log; the store adds the sequence and the time.
 *
 * @param kind what happened
 * @param node the node it belongs to; empty for events of the whole run
 * @param step the superstep it belongs to, from 1; 0 for events of the whole run
 * @param task the task within the superstep, from 0
 * @param payload a JSON object
 */
public record Entry(Event.Kind kind, String node, int step, int task, String payload) {
    /** Checks the numbers. */
    public Entry {
        if (step < 0 || task < 0) {
            throw new IllegalArgumentException("step " + step + " and task " + task + ": from 0");
        }
    }

    /**
     * Makes an entry of the whole run.
     *
     * @param kind what happened
     * @param payload a JSON object
     * @return the entry
     */
    public static Entry ofRun(Event.Kind kind, String payload) {
        return new Entry(kind, "", 0, 0, payload);
    }
}

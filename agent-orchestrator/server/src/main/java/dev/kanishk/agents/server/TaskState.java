package dev.kanishk.agents.server;

import java.util.List;

/**
 * Where a task stands.
 *
 * @param task what was asked for
 * @param observations what tools gave, oldest first
 * @param tool the tool that the model chose last; {@link Workflow#ANSWER} at the end
 * @param input what the tool is given; the answer at the end
 */
record TaskState(String task, List<Observation> observations, String tool, String input) {
    /**
     * One use of a tool.
     *
     * @param tool its name
     * @param input what it was given
     * @param result what it gave, or what was wrong
     */
    record Observation(String tool, String input, String result) {}

    static TaskState of(String task) {
        return new TaskState(task, List.of(), "", "");
    }
}

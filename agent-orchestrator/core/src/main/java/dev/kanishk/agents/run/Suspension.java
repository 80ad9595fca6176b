package dev.kanishk.agents.run;

import com.fasterxml.jackson.databind.JsonNode;

/** What a run waits for. */
public sealed interface Suspension {
    /**
     * Names it, for {@link GraphRunner#answer(String, String, Object)}.
     *
     * @return the name, of a kind within its run
     */
    String id();

    /**
     * Names the run that waits.
     *
     * @return the run, or the one inside of it whose node waits
     */
    String run();

    /**
     * Names the node that waits.
     *
     * @return the node
     */
    String node();

    /**
     * A person is asked: to be answered.
     *
     * @param run the run that waits
     * @param id the interrupt's name
     * @param node the node that asks
     * @param when at which moment
     * @param question what is asked; the state for one before or after a node
     * @param problem what was wrong with the last answer; empty if there was none
     */
    record Interrupt(
            String run, String id, String node, When when, JsonNode question, String problem)
            implements Suspension {}

    /** Moments at which a person is asked. */
    enum When {
        /** Before the node runs. */
        BEFORE,
        /** While it runs. */
        INSIDE,
        /** After it was committed. */
        AFTER
    }

    /**
     * A budget is spent: to be resumed with a larger one.
     *
     * @param run the run that waits
     * @param id the suspension's name
     * @param node the node that comes next
     * @param spent what is spent
     */
    record BudgetSpent(String run, String id, String node, String spent) implements Suspension {}

    /**
     * Nobody knows whether a non-idempotent effect happened: to be resolved.
     *
     * @param run the run that waits
     * @param id the suspension's name
     * @param node the node that made it
     * @param effect the effect's name
     * @param idempotencyKey the key that the node had
     */
    record UnknownOutcome(String run, String id, String node, String effect, String idempotencyKey)
            implements Suspension {}
}

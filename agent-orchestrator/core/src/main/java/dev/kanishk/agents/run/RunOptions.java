package dev.kanishk.agents.run;

import dev.kanishk.agents.graph.StreamEvent;
import java.util.function.Consumer;

/**
 * How runs are run.
 *
 * @param durability when what they do becomes durable
 * @param budget what each may use
 * @param clock what time it is, and how they wait
 * @param listener is told what happens, by the threads of the runs: it must be quick, and safe for
 *     use by many threads. What it throws is ignored
 */
public record RunOptions(
        Durability durability, Budget budget, RunClock clock, Consumer<StreamEvent> listener) {
    /** Durable in groups, without limits, on the machine's clock, and nobody listens. */
    public static final RunOptions DEFAULTS =
            new RunOptions(Durability.GROUP, Budget.UNLIMITED, RunClock.system(), Listeners.NOBODY);

    /**
     * Changes the durability.
     *
     * @param other when what runs do becomes durable
     * @return new options
     */
    public RunOptions withDurability(Durability other) {
        return new RunOptions(other, budget, clock, listener);
    }

    /**
     * Changes the budget.
     *
     * @param other what each run may use
     * @return new options
     */
    public RunOptions withBudget(Budget other) {
        return new RunOptions(durability, other, clock, listener);
    }

    /**
     * Changes the clock.
     *
     * @param other what time it is, and how runs wait
     * @return new options
     */
    public RunOptions withClock(RunClock other) {
        return new RunOptions(durability, budget, other, listener);
    }

    /**
     * Changes the listener.
     *
     * @param other is told what happens
     * @return new options
     */
    public RunOptions withListener(Consumer<StreamEvent> other) {
        return new RunOptions(durability, budget, clock, other);
    }
}

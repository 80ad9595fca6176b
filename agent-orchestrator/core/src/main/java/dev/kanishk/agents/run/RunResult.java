package dev.kanishk.agents.run;

import dev.kanishk.agents.graph.GraphException;
import dev.kanishk.agents.graph.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a run stands when nobody works on it.
 *
 * @param <S> the state
 */
public sealed interface RunResult<S extends Record> {
    /**
     * Names the run.
     *
     * @return the run
     */
    String run();

    /**
     * Gives the state.
     *
     * @return the state after the last whole superstep
     */
    S state();

    /**
     * Sums up what was used.
     *
     * @return the usage, over all resumptions
     */
    Usage usage();

    /**
     * Gives the last state of a run that must be at its end.
     *
     * @return the state
     * @throws GraphException if the run failed or waits; the message says why
     */
    S orElseThrow();

    /**
     * The run is at its end.
     *
     * @param run the run
     * @param state the last state
     * @param usage what was used
     * @param <S> the state
     */
    record Done<S extends Record>(String run, S state, Usage usage) implements RunResult<S> {
        @Override
        public S orElseThrow() {
            return state;
        }
    }

    /**
     * The run waits, and costs nothing while it does.
     *
     * @param run the run
     * @param state the state after the last whole superstep
     * @param usage what was used
     * @param suspensions what is waited for, at least one
     * @param <S> the state
     */
    record Suspended<S extends Record>(
            String run, S state, Usage usage, List<Suspension> suspensions)
            implements RunResult<S> {
        /** Copies the list. */
        public Suspended {
            suspensions = List.copyOf(suspensions);
        }

        @Override
        public S orElseThrow() {
            throw new GraphException("run '" + run + "' waits: " + suspensions);
        }
    }

    /**
     * A node failed.
     *
     * @param run the run
     * @param state the state after the last whole superstep
     * @param usage what was used
     * @param node the node
     * @param error what was wrong
     * @param compensated whether what had been committed was undone; if not, the run can be resumed
     * @param cause what the node threw; null if it was not this process that saw it
     * @param <S> the state
     */
    record Failed<S extends Record>(
            String run,
            S state,
            Usage usage,
            String node,
            String error,
            boolean compensated,
            @Nullable Throwable cause)
            implements RunResult<S> {
        @Override
        public S orElseThrow() {
            throw new GraphException(
                    "node '" + node + "' of run '" + run + "' failed: " + error, cause);
        }
    }
}

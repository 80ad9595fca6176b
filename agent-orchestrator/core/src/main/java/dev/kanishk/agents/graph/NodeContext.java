package dev.kanishk.agents.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.agents.checkpoint.Event;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A node's place in its run, and the run's journal. What a node records is durable when the call
 * returns (but see {@code Durability.EXIT}), before the node's commit; when the node is run again,
 * after a failure, a crash or a wait, it finds its own records and need not do that part again.
 *
 * <p>Safe for use by many threads. After the node has returned, outlasted its time or lost its
 * lease, whatever would write throws {@link GraphException}.
 */
public interface NodeContext {
    /**
     * Names the run.
     *
     * @return the run
     */
    String run();

    /**
     * Names the node.
     *
     * @return the node
     */
    String node();

    /**
     * Counts the run's supersteps.
     *
     * @return the superstep, from 1
     */
    int step();

    /**
     * Counts the tasks of the superstep.
     *
     * @return the task's number, from 0
     */
    int task();

    /**
     * Counts the attempts at this task.
     *
     * @return 1, and one more for each attempt that failed
     */
    int attempt();

    /**
     * Makes a key for effects outside: the same each time that this task is run, and of no other
     * task, run or fork.
     *
     * @return run, superstep and task
     */
    default String idempotencyKey() {
        return run() + "/" + step() + (task() == 0 ? "" : "." + task());
    }

    /**
     * Gives what the task was sent with.
     *
     * @param type its type
     * @param <T> its type
     * @return the argument; null if there is none
     */
    <T> @Nullable T argument(Class<T> type);

    /**
     * Writes to the journal, durably when it returns.
     *
     * @param kind {@code MODEL_CALL}, {@code TOOL_CALL} or {@code NOTE}
     * @param payload what happened
     */
    void record(Event.Kind kind, ObjectNode payload);

    /**
     * Returns what this task recorded, in earlier attempts and in this one.
     *
     * @param kind the kind of record
     * @return the payloads, oldest first
     */
    List<ObjectNode> recorded(Event.Kind kind);

    /**
     * Charges the run's budgets. Durable together with the next record, or with the commit. A
     * budget that is spent lets the node finish what it began; the run is suspended before the next
     * call of {@link #checkBudget} or the next node.
     *
     * @param usage what was used
     */
    void charge(Usage usage);

    /**
     * Suspends the run, resumable, if a budget is spent. To be called before what costs.
     *
     * @throws SuspendedException if so; to be let through
     */
    void checkBudget();

    /**
     * Gives the time: the same when the task is run again.
     *
     * @return the time of the first call with this ordinal in this task
     */
    Instant now();

    /**
     * Gives random numbers: the same when the task is run again.
     *
     * @return a generator, for one thread
     */
    RandomGenerator random();

    /**
     * Makes an id: the same when the task is run again, and no other task's.
     *
     * @return an id for each call
     */
    UUID newId();

    /**
     * Does something outside, once as far as that can be: a result that was journaled is given
     * again and the call is not made. The call should pass {@code key} on to whatever it calls.
     *
     * <p>Without a journaled result an idempotent effect is just made again. One that is not is
     * announced in the journal first; if that is there and no outcome is, nobody knows whether it
     * happened, and the run is suspended until somebody says. So it is, too, after any exception of
     * the call, since a lost answer looks like a lost question; but for {@link
     * DidNotHappenException}, by which the call says that it may be made again.
     *
     * <p>Effects, times, ids and questions inside the call belong to it: once its result is
     * written, none of them is repeated.
     *
     * @param name a name for it; the same name again in one task is another effect
     * @param type the result's type, which JSON keeps
     * @param idempotent whether repeating it does no harm
     * @param call does it
     * @param <T> the result's type
     * @return the result
     * @throws SuspendedException if the outcome is unknown; to be let through
     * @throws Exception if the call failed
     */
    <T> @Nullable T effect(
            String name, Class<T> type, boolean idempotent, Callable<? extends @Nullable T> call)
            throws Exception;

    /**
     * Asks a person. The run is suspended, and nothing waits; once answered, in this process or
     * another, the node is run again and gets the answer here. Effects, records and interrupts that
     * came before are not repeated; other code before this call is. A node that is to repeat
     * nothing is one of {@link Graph.Builder#question}, or asks inside of {@link #effect}.
     *
     * @param question what is asked, of a type that JSON keeps
     * @param answerType the type that the answer must have
     * @param <T> the answer's type
     * @return the answer
     * @throws SuspendedException if there is no answer yet; to be let through
     */
    <T> T interrupt(@Nullable Object question, Class<T> answerType);

    /**
     * Tells whoever watches the run. Not kept: after a crash it may be told again, or never.
     *
     * @param mode {@code TOKENS}, {@code PROGRESS} or {@code CUSTOM}
     * @param payload the news
     */
    void emit(StreamEvent.Mode mode, JsonNode payload);

    /**
     * Tells whether the result of this attempt is still wanted.
     *
     * @return false once the node outlasted its time, or its run was taken over or cancelled
     */
    boolean isWanted();
}

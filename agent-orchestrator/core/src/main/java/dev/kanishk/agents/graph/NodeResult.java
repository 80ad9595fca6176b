package dev.kanishk.agents.graph;

/** What a node gives back: a change, or a change with where to go on. */
public sealed interface NodeResult permits Update, Command {
    /**
     * Gives the change.
     *
     * @return what changes; may be {@link Update#none()}
     */
    Update update();
}

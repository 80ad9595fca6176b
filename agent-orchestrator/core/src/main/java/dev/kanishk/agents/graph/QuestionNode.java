package dev.kanishk.agents.graph;

import com.fasterxml.jackson.databind.JsonNode;

/*
 * The first part is an effect of the node, whose result is the question: so it is written before
 * anybody is asked, and what the first part did inside is named apart from the second's.
 */
/** A node that asks a person between its two parts. */
record QuestionNode<S extends Record, A>(Question<S> ask, Class<A> answerType, Answered<S, A> then)
        implements Node<S> {
    @Override
    public NodeResult apply(S state, NodeContext context) throws Exception {
        JsonNode question =
                context.effect(
                        "question",
                        JsonNode.class,
                        true,
                        () -> Json.MAPPER.valueToTree(ask.ask(state, context)));
        return then.apply(state, context.interrupt(question, answerType), context);
    }
}

package dev.kanishk.agents.run;

import dev.kanishk.agents.graph.StreamEvent;
import java.util.function.Consumer;

/** Tells listeners. */
final class Listeners {
    static final Consumer<StreamEvent> NOBODY = event -> {};

    private Listeners() {}

    /** Tells one; whatever it throws is its own affair. */
    static void tell(Consumer<StreamEvent> listener, StreamEvent event) {
        try {
            listener.accept(event);
        } catch (RuntimeException e) {
            System.getLogger(Listeners.class.getName())
                    .log(System.Logger.Level.WARNING, "a listener failed: " + e);
        }
    }
}

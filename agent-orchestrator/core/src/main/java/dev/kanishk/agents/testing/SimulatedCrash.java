package dev.kanishk.agents.testing;

/** The process is to be taken for dead from here on. */
public final class SimulatedCrash extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SimulatedCrash(String message) {
        super(message);
    }
}

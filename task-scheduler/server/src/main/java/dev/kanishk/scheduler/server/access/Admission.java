package dev.kanishk.scheduler.server.access;

/** Who is let in. */
public sealed interface Admission {

    /**
     * The bearers of some tokens.
     *
     * @param tokens the tokens
     */
    record Bearers(Tokens tokens) implements Admission {}

    /**
     * Everyone on this machine: requests have to name it as their host, so that no page that a
     * browser here has loaded from elsewhere is answered.
     */
    record ThisMachine() implements Admission {}

    /** Everyone who can connect. */
    record Everyone() implements Admission {}
}

package dev.kanishk.site.results;

/** Which direction of a figure is good. */
public enum Better {
    /** More is better. */
    HIGHER,
    /** Less is better. */
    LOWER,
    /** A fact about the run, not a merit. */
    NEITHER
}

package dev.kanishk.scheduler.server.http;

import java.util.Locale;

/** What a request can be refused for that would be answered at another time, or in parts. */
enum Limit {
    /** The size of a body. */
    BODY,
    /** How many bytes of bodies are held at a time. */
    MEMORY,
    /** How many calls, or jobs, a caller may send in a time. */
    RATE,
    /** How many calls are carried out, and how many wait for that. */
    CALLS,
    /** How many connections there are. */
    CONNECTIONS,
    /** How many jobs wait in the store. */
    BACKLOG;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}

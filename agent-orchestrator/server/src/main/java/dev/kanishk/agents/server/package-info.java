/**
 * The program: its command line, and the workflow that it runs, in which a model chooses tools
 * until it can answer.
 */
@NullMarked
package dev.kanishk.agents.server;

import org.jspecify.annotations.NullMarked;

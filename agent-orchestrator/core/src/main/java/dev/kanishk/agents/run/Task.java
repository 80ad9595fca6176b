package dev.kanishk.agents.run;

import org.jspecify.annotations.Nullable;

/** A node that is to run in a superstep. */
record Task(int index, String node, @Nullable String argument) {}

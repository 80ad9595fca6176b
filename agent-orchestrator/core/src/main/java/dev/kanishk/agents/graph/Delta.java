package dev.kanishk.agents.graph;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change to a state as it is stored, and as it was read back. Live and replayed steps both use
 * what was read back, so a resumed state cannot differ from the one that a dead process saw.
 *
 * @param json the change, a JSON object
 * @param values the values that the JSON says, by channel
 */
public record Delta(String json, Map<String, @Nullable Object> values) {}

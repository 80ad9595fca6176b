package dev.kanishk.agents.run;

import dev.kanishk.agents.graph.Target;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a task gave that is committed, and that its superstep has not merged yet. */
record Committed(
        String node,
        Map<String, @Nullable Object> values,
        List<Target> targets,
        boolean commanded) {}

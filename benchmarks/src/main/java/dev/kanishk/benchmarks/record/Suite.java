package dev.kanishk.benchmarks.record;

import java.util.List;

/**
 * The benchmarks of one result file: those of one package and the packages in it.
 *
 * @param name the stem of the file, such as {@code peers-collections}
 * @param packageName the package of the benchmarks
 */
record Suite(String name, String packageName) {
    private static final List<Suite> ALL =
            List.of(
                    own("collections", "collections"),
                    own("matching-engine", "matching"),
                    own("task-scheduler", "scheduler"),
                    own("agent-orchestrator", "agents"),
                    peers("collections", "collections"),
                    peers("matching-engine", "matching"),
                    peers("matching-harness", "harness"),
                    peers("task-scheduler", "scheduler"),
                    peers("agent-orchestrator", "agents"));

    /** Returns every suite in the order of recording: each system's own, then the comparisons. */
    static List<Suite> all() {
        return ALL;
    }

    /** Returns whether a benchmark, given by its full name, is one of this suite's. */
    boolean holds(String benchmark) {
        return benchmark.startsWith(packageName + ".");
    }

    /** Returns the expression that JMH selects these benchmarks by. */
    String pattern() {
        return "^" + packageName.replace(".", "\\.") + "\\.";
    }

    private static Suite own(String system, String packageName) {
        return new Suite(system, "dev.kanishk." + packageName + ".jmh");
    }

    private static Suite peers(String system, String packageName) {
        return new Suite("peers-" + system, "dev.kanishk.benchmarks.peers." + packageName);
    }
}

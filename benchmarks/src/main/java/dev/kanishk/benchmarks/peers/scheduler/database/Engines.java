package dev.kanishk.benchmarks.peers.scheduler.database;

import java.util.List;

/** The schedulers of Java that are measured, and the floor beneath them. */
final class Engines {
    private static final List<SchedulerEngine> ALL =
            List.of(
                    new OurEngine(false),
                    new OurEngine(true),
                    new PostgresFloor(),
                    new DbSchedulerEngine(),
                    new JobRunrEngine());

    private Engines() {}

    static List<SchedulerEngine> all() {
        return ALL;
    }

    /** Returns the engine of a name. */
    static SchedulerEngine named(String name) {
        return ALL.stream()
                .filter(engine -> engine.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no engine is named " + name));
    }
}

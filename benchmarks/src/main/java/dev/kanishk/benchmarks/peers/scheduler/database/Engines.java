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

    /** Returns the engine that is found there, also in another process. */
    static SchedulerEngine at(String address) {
        return ALL.stream()
                .filter(engine -> engine.address().equals(address))
                .findFirst()
                .orElseGet(() -> FrontedEngine.at(address));
    }
}

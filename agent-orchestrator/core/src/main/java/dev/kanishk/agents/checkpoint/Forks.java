package dev.kanishk.agents.checkpoint;

/** How deep forks may be. */
final class Forks {
    private Forks() {}

    /** Refuses a fork that could not be read, which is so many forks behind its first run. */
    static void checkDepth(String parent, int depth) {
        if (depth > CheckpointStore.MAX_FORK_DEPTH) {
            throw new CheckpointException(
                    "run '"
                            + parent
                            + "' is forked "
                            + CheckpointStore.MAX_FORK_DEPTH
                            + " times deep already: fork one of its parents");
        }
    }
}

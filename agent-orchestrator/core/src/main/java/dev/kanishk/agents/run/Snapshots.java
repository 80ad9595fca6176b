package dev.kanishk.agents.run;

import dev.kanishk.agents.graph.Graph;
import org.jspecify.annotations.Nullable;

/*
 * A snapshot is worth its place if it saves reading much more than it holds: it is tried after
 * every 256 commits, and written if it is at most a quarter of the events that it stands for. So
 * snapshots add at most a quarter to what a run stores, and a state that only ever grows, whose
 * snapshot would hold all that its events do, has none; the pause before the next try then doubles.
 */
/** Decides when a run's snapshot is written. */
final class Snapshots {
    private static final int FIRST = 256;
    private static final int SHARE = 4;
    private static final int LONGEST = 1 << 20;

    private long characters;
    private int commits;
    private int after = FIRST;

    /** Counts what was written. */
    void add(long moreCharacters, int moreCommits) {
        characters += moreCharacters;
        commits += moreCommits;
    }

    /** Returns the snapshot of a run at the beginning of a superstep, if one is due. */
    <S extends Record> @Nullable String ifDue(Graph<S> graph, RunState<S> state) {
        if (commits < after || state.isDone() || !state.suspensions().isEmpty()) {
            return null;
        }
        commits = 0;
        String snapshot = Records.snapshot(graph, state);
        if ((long) snapshot.length() * SHARE > characters) {
            after = Math.min(after * 2, LONGEST);
            return null;
        }
        characters = 0;
        after = FIRST;
        return snapshot;
    }
}

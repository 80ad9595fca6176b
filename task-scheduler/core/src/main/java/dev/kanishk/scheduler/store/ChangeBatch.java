package dev.kanishk.scheduler.store;

import java.util.List;

/**
 * What a reader of a {@link ChangeFeed} is given.
 *
 * @param granted whether it is the reader; if not, another one is, and the rest is empty
 * @param changes by number, the least first; they are on the disk
 * @param dropped how many changes were dropped before these, since too many were kept
 */
public record ChangeBatch(boolean granted, List<StateChange> changes, long dropped) {
    /** What one is given who is not the reader. */
    static final ChangeBatch REFUSED = new ChangeBatch(false, List.of(), 0);

    /** Keeps the changes as they are. */
    public ChangeBatch {
        changes = List.copyOf(changes);
    }

    /** {@return whether there is nothing to be told} */
    public boolean isEmpty() {
        return changes.isEmpty() && dropped == 0;
    }
}

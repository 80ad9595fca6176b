package dev.kanishk.collections.concurrent;

/** A fork stack without a pool: nobody is idle, and stolen forks count as done. */
final class ForkStackModel extends ForkStack {
    private static final RecursiveLong NOTHING =
            new RecursiveLong() {
                @Override
                protected long compute(Worker worker, long argument) {
                    return argument;
                }
            };

    private boolean stolen;

    ForkStackModel() {
        super(1_000);
        for (int i = 0; i < frames.length; i++) {
            frames[i].to = i;
        }
    }

    /** Forks; returns the index. */
    int fork() {
        int index = depth;
        push(NOTHING);
        return index;
    }

    /** Joins the youngest fork: returns its index, -1 if there is none, -2 if it was stolen. */
    int join() {
        if (depth == 0) {
            return -1;
        }
        int index = depth - 1;
        if (popPrivate(index) == null) {
            stolen = false;
            joinSlowly(index);
            return stolen ? -2 : index;
        }
        return index;
    }

    /** Steals the oldest shared fork; returns its index, or -1 if there is none. */
    int steal() {
        ForkFrame frame = stealFork();
        return frame == null ? -1 : (int) frame.to;
    }

    @Override
    boolean someoneIsIdle() {
        return false;
    }

    @Override
    void announcePromotion() {}

    @Override
    void awaitStolen(ForkFrame frame) {
        stolen = true;
    }
}

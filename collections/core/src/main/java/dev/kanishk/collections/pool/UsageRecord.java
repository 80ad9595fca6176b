package dev.kanishk.collections.pool;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who acquired and released each of a checking pool's items last; one lock guards it. */
final class UsageRecord {
    private static final class Usage {
        boolean inUse;
        String thread = "";
        @Nullable Throwable acquired;
        @Nullable Throwable released;
    }

    private final Usage[] usages;
    private final String what;
    private final @Nullable Thread owner;

    /**
     * Makes a record in which nothing was ever used.
     *
     * @param capacity how many items there are
     * @param what what an item is called in messages
     * @param confined whether only the calling thread may use the pool
     */
    UsageRecord(int capacity, String what, boolean confined) {
        this.what = what;
        this.owner = confined ? Thread.currentThread() : null;
        this.usages = new Usage[capacity];
        for (int i = 0; i < capacity; i++) {
            usages[i] = new Usage();
        }
    }

    /** Refuses threads other than the one of a confined pool. */
    void checkThread() {
        Thread current = Thread.currentThread();
        if (owner != null && !owner.equals(current)) {
            throw new PoolMisuseException(
                    "a pool confined to thread "
                            + owner.getName()
                            + " was used by thread "
                            + current.getName(),
                    null);
        }
    }

    synchronized void acquired(int item) {
        Usage usage = usages[item];
        usage.inUse = true;
        usage.thread = Thread.currentThread().getName();
        usage.acquired = new Throwable("acquired by thread " + usage.thread);
    }

    /** Records a release, or refuses it if the item is not in use. */
    synchronized void released(int item) {
        Usage usage = usages[item];
        if (!usage.inUse) {
            throw new PoolMisuseException(
                    what + " " + item + " was released twice; the cause is the first release",
                    usage.released);
        }
        usage.inUse = false;
        usage.released = new Throwable("released by thread " + Thread.currentThread().getName());
    }

    synchronized PoolMisuseException writtenAfterRelease(int item) {
        return new PoolMisuseException(
                what + " " + item + " was written to after its release; the cause is the release",
                usages[item].released);
    }

    synchronized List<Acquisition> inUse() {
        List<Acquisition> inUse = new ArrayList<>();
        for (int item = 0; item < usages.length; item++) {
            Usage usage = usages[item];
            if (usage.inUse && usage.acquired != null) {
                inUse.add(new Acquisition(item, usage.thread, usage.acquired));
            }
        }
        return inUse;
    }

    /** Throws if anything is in use, with the stacks of all acquisitions. */
    void requireNothingInUse() {
        List<Acquisition> leaks = inUse();
        if (!leaks.isEmpty()) {
            PoolMisuseException leak =
                    new PoolMisuseException(
                            leaks.size()
                                    + " of "
                                    + usages.length
                                    + " were never released; see the suppressed stacks",
                            null);
            leaks.forEach(each -> leak.addSuppressed(each.stack()));
            throw leak;
        }
    }
}

package dev.kanishk.collections.concurrent;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The open forks of one thread: a stack whose older part others may steal from.
 *
 * <p>Forks are joined in the reverse of their order, so they lie in an array of frames that is used
 * again and again. The stack is split. The private part, from {@code split} on, is touched by its
 * owner alone: fork and join there are plain writes and reads, without fence, atomic or allocation.
 * The shared part, below {@code split}, is what thieves take from, oldest first, since the oldest
 * fork holds most work.
 *
 * <pre>
 *   0          top               split            depth
 *   | stolen    | shared, free     | private        |
 * </pre>
 *
 * <p><b>Heartbeat.</b> A private fork becomes shared, is <i>promoted</i>, only once per interval,
 * only if someone is idle, and only if none is shared already: the cost of sharing is then a
 * bounded part of the running time however fine the forks are (Acar, Charguéraud, Guatto, Rainey
 * and Sieczkowski, <i>Heartbeat Scheduling: Provable Efficiency for Nested Parallelism</i>, PLDI
 * 2018). There is no timer thread. Every few forks and joins, 128 at most, the owner looks at the
 * clock; the distance doubles while looks turn out to be close together in time, so that coarse
 * forks are noticed at once.
 *
 * <p><b>Who takes what.</b> {@code top} and {@code split} lie in one word, {@code shared}, and each
 * change of ownership is one atomic operation on it: a thief moves {@code top} up by
 * compare-and-set, the owner moves {@code split} up to promote and down to take back. A value that
 * comes back does no harm: if the word says that frame {@code top} is free, then it is, whichever
 * fork it holds by now; a thief reads the frame only after it owns it. This is the split deque of
 * van Dijk and van de Pol, <i>Lace: Non-blocking Split Deque for Work-Stealing</i> (Euro-Par 2014),
 * with promotion by heartbeat instead of on demand.
 *
 * <p><b>What is published.</b> The owner fills a frame before the atomic addition that promotes it,
 * and a thief reads it after its compare-and-set on the same word. The thief writes the result
 * before it sets the frame's state, and the owner reads the state before the result.
 *
 * <p><b>Waiting.</b> If the fork to be joined was stolen, so was every older one. The owner then
 * steals from its thief alone ("leapfrogging", Wagner and Calder, PPoPP 1993): what it runs
 * meanwhile is part of what it waits for, so nothing foreign delays it or is buried under it.
 */
abstract class ForkStack extends ForkStackFields.After {
    /** How many forks may be open at once on one thread. */
    static final int MAX_DEPTH = 1 << 16;

    private static final int INITIAL_DEPTH = 64;
    private static final int MAX_STRIDE = 128;
    private static final long CLOSE_LOOKS_NANOS = 2_000;
    private static final long ONE_STOLEN = 1L << 32;
    private static final VarHandle SHARED;
    private static final VarHandle FRAMES;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            SHARED = lookup.findVarHandle(ForkStackFields.Shared.class, "shared", long.class);
            FRAMES = lookup.findVarHandle(ForkStackFields.Owner.class, "frames", ForkFrame[].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long heartbeatNanos;
    private long promoted;

    ForkStack(long heartbeatNanos) {
        this.heartbeatNanos = heartbeatNanos;
        this.frames = new ForkFrame[INITIAL_DEPTH];
        for (int i = 0; i < INITIAL_DEPTH; i++) {
            frames[i] = new ForkFrame();
        }
    }

    /** Returns whether a promoted fork would find someone to take it. */
    abstract boolean someoneIsIdle();

    /** Tells an idle worker that a fork was promoted. */
    abstract void announcePromotion();

    /** Waits for a stolen fork and helps its thief; returns when it is done. */
    abstract void awaitStolen(ForkFrame frame);

    /** Forgets what an earlier computation knew of its rhythm. Owner only. */
    final void beginRhythm() {
        countdown = 0;
        stride = 0;
    }

    /** Opens a fork; its caller fills in the argument. Owner only. */
    @SuppressWarnings("ReferenceEquality") // spares a store of the same reference
    final ForkFrame push(Recursive operation) {
        int index = depth;
        ForkFrame[] stack = frames;
        if (index == stack.length) {
            stack = grow();
        }
        ForkFrame frame = stack[index];
        if (frame.operation != operation) {
            frame.operation = operation;
        }
        depth = index + 1;
        return frame;
    }

    /** Counts a fork or join. Owner only. */
    final void tick() {
        if (--countdown < 0) {
            lookAtClock();
        }
    }

    /**
     * Closes the youngest fork if it is the given one and private. Owner only.
     *
     * @return the frame to compute, or null if there is more to do: {@link #joinSlowly}
     */
    final @Nullable ForkFrame popPrivate(int fork) {
        int index = depth - 1;
        if (index != fork || index < split) {
            return null;
        }
        depth = index;
        return frames[index];
    }

    /**
     * Closes a fork that may have younger ones above it, or be shared or stolen. Owner only.
     *
     * @return its frame; if that is done, it was computed elsewhere, and the caller resets it
     */
    final ForkFrame joinSlowly(int fork) {
        if (fork < 0 || fork >= depth) {
            throw new IllegalStateException(
                    "fork "
                            + fork
                            + " is not open, "
                            + depth
                            + " are: join each fork once, on the worker that forked it");
        }
        abandon(fork + 1);
        ForkFrame frame = frames[fork];
        if (!takeBack(fork)) {
            awaitStolen(frame);
            closeStolen(fork);
        }
        depth = fork;
        return frame;
    }

    /** Closes the forks from an index on without their results. Owner only. */
    final void abandon(int base) {
        while (depth > base) {
            int index = depth - 1;
            if (!takeBack(index)) {
                awaitStolen(frames[index]);
                closeStolen(index);
                frames[index].reset();
            }
            depth = index;
        }
    }

    /** Forgets what closed frames refer to. Owner only. */
    final void forgetClosed() {
        for (int i = depth; i < frames.length && frames[i].forget(); i++) {
            // The condition does the work.
        }
    }

    /** Takes the oldest shared fork, or returns null if there is none. Any thread. */
    final @Nullable ForkFrame stealFork() {
        while (true) {
            long word = shared;
            int top = top(word);
            if (top >= shareEnd(word)) {
                return null;
            }
            if (SHARED.compareAndSet(this, word, word + ONE_STOLEN)) {
                return ((ForkFrame[]) FRAMES.getAcquire(this))[top];
            }
        }
    }

    /** Returns whether there is a fork to steal, at a moment during the call. */
    final boolean hasSharedFork() {
        long word = shared;
        return top(word) < shareEnd(word);
    }

    /** Promotes the oldest private fork, if there is one. Owner only. */
    final boolean promote() {
        if (split >= depth) {
            return false;
        }
        split++;
        promoted++;
        SHARED.getAndAdd(this, 1L);
        return true;
    }

    /** Returns how many forks were promoted so far; exact on the owner's thread. */
    final long promoted() {
        return promoted;
    }

    /** Makes the fork private if it is not stolen. */
    private boolean takeBack(int index) {
        if (index >= split) {
            return true;
        }
        while (true) {
            long word = shared;
            if (top(word) > index) {
                return false;
            }
            if (SHARED.compareAndSet(this, word, word - 1)) {
                split = index;
                return true;
            }
        }
    }

    /** Takes a stolen fork off the shared part, which it is the last of. */
    private void closeStolen(int index) {
        split = index;
        shared = ((long) index << 32) | index;
    }

    private void lookAtClock() {
        long now = System.nanoTime();
        if (stride == 0) {
            stride = 1;
            lastBeatNanos = now;
        } else {
            boolean close = now - lastLookNanos < CLOSE_LOOKS_NANOS;
            stride = close ? Math.min(stride * 2, MAX_STRIDE) : Math.max(stride / 2, 1);
            if (now - lastBeatNanos >= heartbeatNanos
                    && !hasSharedFork()
                    && someoneIsIdle()
                    && promote()) {
                lastBeatNanos = now;
                announcePromotion();
            }
        }
        lastLookNanos = now;
        countdown = stride;
    }

    private ForkFrame[] grow() {
        int length = frames.length;
        if (length >= MAX_DEPTH) {
            throw new IllegalStateException(
                    MAX_DEPTH + " forks are open on this worker: join what you fork");
        }
        ForkFrame[] larger = Arrays.copyOf(frames, length * 2);
        for (int i = length; i < larger.length; i++) {
            larger[i] = new ForkFrame();
        }
        // Released, since a thief may read a later array than the one its frame was promoted in.
        FRAMES.setRelease(this, larger);
        return larger;
    }

    private static int top(long word) {
        return (int) (word >>> 32);
    }

    private static int shareEnd(long word) {
        return (int) word;
    }
}

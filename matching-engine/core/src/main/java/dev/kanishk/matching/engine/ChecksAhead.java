package dev.kanishk.matching.engine;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.CommandCodec;
import dev.kanishk.matching.command.EncodingException;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.risk.PreTradeChecks;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/*
 * Checks the orders in a ring ahead of the shard's thread, on a pool.
 *
 * At the beginning of a round the shard hands the commands that wait behind the next few to tasks
 * of the pool, CHUNK positions each. A task stores, in the slot of each order, a verdict word: the
 * position, the epoch of the limits that it read before it checked, and the verdict. The shard
 * takes a word if position and epoch are those it is at, and else checks the order itself, by the
 * same table. So who checks, and when, makes no difference to the result, nor to the journal.
 *
 *     bits 0..7    verdict + 1: 0 for none
 *     bits 8..27   epoch, its low bits
 *     bits 28..63  position, its low bits
 *
 * A task may read a slot that the shard has passed meanwhile and a writer fills again. What it
 * makes of that, it stores with the position that it read for, which the shard does not come to
 * again; at most it overwrites the word of the later command, which the shard then checks itself.
 * The bits are enough: while a position waits in the ring, fewer epochs can begin than the ring has
 * slots.
 */
final class ChecksAhead {
    private static final int CHUNK = 64;
    private static final int TASKS = 8;
    private static final int EPOCH_SHIFT = 8;
    private static final int EPOCH_BITS = 20;
    private static final long EPOCH_MASK = (1L << EPOCH_BITS) - 1;
    private static final RejectReason[] REASONS = RejectReason.values();

    private final CommandRing ring;
    private final Executor pool;
    private final ShardBooks books;
    private final PreTradeChecks checks;
    private final Task[] tasks = new Task[TASKS];
    private long handedTo;
    private long taken;

    ChecksAhead(CommandRing ring, Executor pool, ShardBooks books, int accountsMax) {
        this.ring = ring;
        this.pool = pool;
        this.books = books;
        this.checks = new PreTradeChecks(accountsMax);
        for (int i = 0; i < TASKS; i++) {
            tasks[i] = new Task();
        }
    }

    /** The shard, at the beginning of a round: hands what waits to the pool. */
    void handOut() {
        long begin = Math.max(handedTo, ring.next() + CHUNK);
        for (Task task : tasks) {
            if (!ring.isPublished(begin + CHUNK - 1)) {
                return;
            }
            if (task.isFree()) {
                task.take(begin);
                try {
                    pool.execute(task);
                } catch (RejectedExecutionException e) {
                    task.free();
                    return;
                }
                begin += CHUNK;
                handedTo = begin;
            }
        }
    }

    /** The shard: fills the verdict of the command at a position; returns whether it did. */
    boolean judge(Command command, long position) {
        if (command.action != Action.NEW || command.account == Command.ABSENT || command.checked) {
            return false;
        }
        long word = ring.verdict(position);
        int verdict = (int) (word & 0xFF) - 1;
        if (word >>> EPOCH_SHIFT == key(position, checks.epoch()) && verdict >= 0) {
            taken++;
        } else {
            if (!checks.holds(command.account)) {
                load(command.account);
            }
            verdict = checks.check(command.account, command.type, command.price, command.quantity);
        }
        if (verdict < PreTradeChecks.PASSED) {
            return false;
        }
        command.checked = true;
        command.verdict = verdict == PreTradeChecks.PASSED ? null : REASONS[verdict - 1];
        return true;
    }

    /** The shard, after a command: follows what it changed for its account. */
    void follow(Command command) {
        switch (command.action) {
            case SET_LIMITS, KILL_SWITCH, RELEASE_ACCOUNT -> {
                if (checks.holds(command.account)) {
                    load(command.account);
                }
            }
            default -> {}
        }
    }

    /** Returns how many verdicts of the pool were taken. */
    long taken() {
        return taken;
    }

    private void load(long account) {
        checks.set(account, books.limits(account), books.isBlocked(account));
    }

    private static long key(long position, long epoch) {
        return ((position << EPOCH_BITS) & (-1L >>> EPOCH_SHIFT)) | (epoch & EPOCH_MASK);
    }

    private final class Task implements Runnable {
        private final Command command = new Command();
        private volatile boolean busy;
        private long begin;

        boolean isFree() {
            return !busy;
        }

        void take(long newBegin) {
            begin = newBegin;
            busy = true;
        }

        void free() {
            busy = false;
        }

        @Override
        public void run() {
            try {
                for (long position = begin; position < begin + CHUNK; position++) {
                    check(position);
                }
            } finally {
                free();
            }
        }

        private void check(long position) {
            long epoch = checks.epoch();
            int length = ring.isPublished(position) ? ring.length(position) : 0;
            if (length == 0) {
                return;
            }
            try {
                CommandCodec.decode(ring.bytes(), ring.command(position), length, command);
            } catch (EncodingException e) {
                // Another writer is filling the slot: the shard has passed it.
                return;
            }
            if (command.action != Action.NEW) {
                return;
            }
            int verdict =
                    checks.check(command.account, command.type, command.price, command.quantity);
            if (verdict >= PreTradeChecks.PASSED) {
                ring.setVerdict(position, (key(position, epoch) << EPOCH_SHIFT) | (verdict + 1));
            }
        }
    }
}

package dev.kanishk.matching.engine;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.CommandCodec;
import dev.kanishk.matching.instrument.Instrument;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A matching engine in this process: commands in, from any thread; results out, once they cannot be
 * lost.
 *
 * <p>It has one or more shards. A shard is a thread with its own books, journal and listener, and
 * every instrument is in one of them. {@link #submit(Command)} routes a command by its instrument
 * and copies it into the shard's ring, a bounded queue. The shard journals it, carries it out, and
 * tells its listener what came of it when the journal is on the disk up to that command: in the
 * order of the commands, on the shard's thread, each event once. What was accepted and is not told
 * when the process ends may be in the journal or not; what was told is.
 *
 * <p>Commands that concern every instrument ({@link Action#SET_LIMITS}, {@link
 * Action#RELEASE_ACCOUNT}, {@link Action#KILL_SWITCH}, {@link Action#DISCONNECT}, and {@link
 * Action#MASS_CANCEL} and {@link Action#TIME} without an instrument) go to all shards or, if one
 * has no room, to none; in the same order to each. {@link Action#ADJUST_BALANCE} goes to the shard
 * of its asset. All others, cancels and replaces too, must name their instrument; one that does not
 * exist is rejected by the first shard.
 *
 * <p>A command without a time ({@link Command#timeNanos} of 0) gets the engine's.
 *
 * <p><b>Bounds.</b> The rings, the journal's buffers, the buffers of events and the books' tables
 * have fixed sizes. When the disk is slow, events wait until their buffer is full; then the shard
 * waits, its ring fills, and {@code submit} returns false. When a listener is slow, so is its
 * shard.
 *
 * <p><b>Failure.</b> A shard whose journal fails, or whose books or listener throw what they should
 * not, tells nothing more and takes nothing more; the others go on. What such an engine had
 * accepted and not told is unknown until it is started again.
 *
 * <p>All methods may be called from any thread.
 */
public final class MatchingEngine implements AutoCloseable {
    private static final int EVERY_SHARD = -2;
    private static final int NO_SHARD = -1;

    private final Shard[] shards;
    private final ShardPlacement placement;
    private final @Nullable EngineFolder folder;
    private final @Nullable Snapshots snapshots;
    private final List<RecoveryReport> recovery;
    private final Object broadcastLock = new Object();
    private final long[] claims;

    MatchingEngine(
            Shard[] shards,
            ShardPlacement placement,
            @Nullable EngineFolder folder,
            @Nullable Snapshots snapshots,
            List<RecoveryReport> recovery) {
        this.shards = shards;
        this.placement = placement;
        this.folder = folder;
        this.snapshots = snapshots;
        this.recovery = recovery;
        this.claims = new long[shards.length];
    }

    /**
     * Begins the settings of an engine.
     *
     * @return settings at their defaults
     */
    public static MatchingEngineBuilder builder() {
        return new MatchingEngineBuilder();
    }

    /**
     * Hands a command to its shard, or to all of them, without waiting. The command is copied, and
     * may be filled again at once. Takes no lock, but for commands that go to all shards, and
     * allocates nothing, but for new instruments.
     *
     * @param command the command
     * @return whether there was room; if not, nothing has happened
     * @throws ShardFailedException if its shard has failed; one that goes to all shards goes to
     *     those that have not
     * @throws IllegalStateException if the engine is closed
     * @throws IllegalArgumentException if it adds an instrument that would share an asset with one
     *     in another shard, or changes the balance of an asset that no instrument has
     */
    public boolean submit(Command command) {
        return offer(command, route(command)) == NO_SHARD;
    }

    /**
     * Hands a command to its shard, or to all of them, and waits for room if there is none. A
     * listener must not wait for room in its own shard: it would wait in vain.
     *
     * @param command the command
     * @param timeoutNanos how long to wait at most; {@code Long.MAX_VALUE} is for ever
     * @return whether there was room in time; if not, nothing has happened
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws ShardFailedException as for {@link #submit(Command)}
     * @throws IllegalStateException if the engine is closed
     * @throws IllegalArgumentException as for {@link #submit(Command)}
     */
    public boolean submit(Command command, long timeoutNanos) throws InterruptedException {
        int full = offer(command, route(command));
        if (full == NO_SHARD) {
            return true;
        }
        long begin = System.nanoTime();
        int[] last = {full};
        BooleanSupplier attempt = () -> (last[0] = offer(command, route(command))) == NO_SHARD;
        while (true) {
            long left = timeoutNanos - (System.nanoTime() - begin);
            int waitingFor = last[0];
            // Woken by the shard that was full; if another one is by now, wait for that one.
            if (shards[waitingFor]
                    .room()
                    .await(() -> attempt.getAsBoolean() || last[0] != waitingFor, left)) {
                if (last[0] == NO_SHARD) {
                    return true;
                }
            } else {
                return false;
            }
        }
    }

    /**
     * Adds an instrument to a shard of choice. (A command adds it to the one that the hash of its
     * symbol gives.) Whether it is accepted, the shard's listener is told.
     *
     * @param instrument the instrument
     * @param shard the shard, from 0
     * @return whether there was room
     * @throws IllegalArgumentException if there is no such shard, or it would share an asset with
     *     an instrument in another shard
     */
    public boolean addInstrument(Instrument instrument, int shard) {
        if (shard < 0 || shard >= shards.length) {
            throw new IllegalArgumentException(
                    "shard is " + shard + ": use 0 to " + (shards.length - 1));
        }
        return offer(adding(instrument), placement.place(instrument, shard)) == NO_SHARD;
    }

    /**
     * Adds an instrument to the shard that it belongs to by default.
     *
     * @param instrument the instrument
     * @return whether there was room
     * @throws IllegalArgumentException if it would share an asset with an instrument in another
     *     shard
     */
    public boolean addInstrument(Instrument instrument) {
        return submit(adding(instrument));
    }

    /**
     * Returns a way to enter the usual orders in a line.
     *
     * @return a new one, for one thread
     */
    public OrderEntry orders() {
        return new OrderEntry(this);
    }

    /**
     * Returns how many shards there are.
     *
     * @return the number
     */
    public int shards() {
        return shards.length;
    }

    /**
     * Returns the shard of an instrument.
     *
     * @param instrument its number
     * @return the shard from 0, or -1 if there is no such instrument
     */
    public int shardOf(int instrument) {
        return placement.shardOf(instrument);
    }

    /**
     * Returns what the shards were recovered from.
     *
     * @return a report for each shard; none without a journal
     */
    public List<RecoveryReport> recovery() {
        return recovery;
    }

    /**
     * Returns what a shard has done.
     *
     * @param shard the shard, from 0
     * @return its counts
     */
    public ShardMetrics metrics(int shard) {
        return shards[Objects.checkIndex(shard, shards.length)].metrics();
    }

    /**
     * Asks a shard where it stands once it has carried out all that was submitted before. It goes
     * through all that its books hold for it, while commands wait: not to be asked often.
     *
     * @param shard the shard, from 0
     * @return the answer, failed if the shard has, if the engine is closed, or if another question
     *     to the shard waits for its answer
     */
    public CompletableFuture<ShardPosition> position(int shard) {
        CompletableFuture<ShardPosition> answer =
                shards[Objects.checkIndex(shard, shards.length)].position();
        return answer != null
                ? answer
                : CompletableFuture.failedFuture(
                        new IllegalStateException(
                                "shard " + shard + " has a question to answer: ask it afterwards"));
    }

    /**
     * Takes a snapshot of a shard, beside it, and deletes the journal that is superfluous then. The
     * shard does not wait; the snapshot is of the state after a command that it had made durable.
     *
     * @param shard the shard, from 0
     * @return what was taken; failed if the disk refused, or the engine has no journal or is closed
     */
    public CompletableFuture<SnapshotReport> snapshot(int shard) {
        Objects.checkIndex(shard, shards.length);
        return snapshots == null
                ? CompletableFuture.failedFuture(
                        new IllegalStateException(
                                "the engine has no journal, so it takes no snapshots: start it"
                                        + " with journal(folder)"))
                : snapshots.submit(shard);
    }

    /**
     * Takes no more commands, carries out and makes durable what was accepted, tells it, and ends.
     * Returns when that is done. Does nothing the second time. Not to be called by a listener.
     *
     * @throws IOException if a shard fails meanwhile, as when the disk refuses; what had failed
     *     before is not told again
     */
    @Override
    public void close() throws IOException {
        for (Shard shard : shards) {
            if (shard.isOwnThread()) {
                throw new IllegalStateException(
                        "a listener cannot close its engine, which waits for it: close it from"
                                + " another thread");
            }
        }
        if (snapshots != null) {
            snapshots.close();
        }
        List<Shard> running =
                Arrays.stream(shards)
                        .filter(shard -> shard.status() == ShardStatus.RUNNING)
                        .toList();
        synchronized (broadcastLock) {
            // So that a command for all shards finds all open, or none.
            for (Shard shard : shards) {
                shard.beginClose();
            }
        }
        for (Shard shard : shards) {
            shard.awaitEnd();
        }
        if (folder != null) {
            folder.close();
        }
        for (Shard shard : running) {
            shard.throwIfFailed();
        }
    }

    private int route(Command command) {
        return switch (command.action) {
            case SET_LIMITS, RELEASE_ACCOUNT, KILL_SWITCH, DISCONNECT -> everyShard();
            case MASS_CANCEL, TIME ->
                    command.instrument == Command.EVERY_INSTRUMENT
                            ? everyShard()
                            : shardOrFirst(command.instrument);
            case ADD_INSTRUMENT ->
                    command.definition == null
                            ? 0
                            : placement.place(command.definition, ShardPlacement.NONE);
            case ADJUST_BALANCE -> shardOfBalance(command.asset);
            default -> shardOrFirst(command.instrument);
        };
    }

    private int everyShard() {
        return shards.length == 1 ? 0 : EVERY_SHARD;
    }

    private int shardOrFirst(int instrument) {
        return shards.length == 1 ? 0 : Math.max(placement.shardOf(instrument), 0);
    }

    private int shardOfBalance(int asset) {
        if (shards.length == 1) {
            return 0;
        }
        int shard = placement.shardOfAsset(asset);
        if (shard == ShardPlacement.NONE) {
            throw new IllegalArgumentException(
                    "no instrument that checks balances has asset "
                            + asset
                            + ": add the instrument first, since it decides the shard");
        }
        return shard;
    }

    static Command adding(Instrument instrument) {
        Command command = new Command();
        command.action = Action.ADD_INSTRUMENT;
        command.instrument = instrument.id();
        command.definition = instrument;
        return command;
    }

    /** Returns {@link #NO_SHARD}, or the shard that had no room. */
    private int offer(Command command, int to) {
        if (to == EVERY_SHARD) {
            return offerToAll(command);
        }
        Shard shard = shards[to];
        long position = shard.ring().claim();
        if (position < 0) {
            requireOpen(shard, to, position);
            return to;
        }
        write(command, shard.ring(), position);
        shard.wake();
        return NO_SHARD;
    }

    /**
     * Claims a position in every ring before it publishes any, so that all or none take part. Only
     * claims that are published in a moment keep a reader waiting.
     */
    private int offerToAll(Command command) {
        synchronized (broadcastLock) {
            int full = NO_SHARD;
            int running = 0;
            for (int i = 0; i < shards.length; i++) {
                claims[i] = full == NO_SHARD ? shards[i].ring().claim() : CommandRing.FULL;
                if (claims[i] >= 0) {
                    running++;
                } else if (claims[i] == CommandRing.FULL && full == NO_SHARD) {
                    full = i;
                }
            }
            for (int i = 0; i < shards.length; i++) {
                if (claims[i] < 0) {
                    continue;
                }
                if (full == NO_SHARD) {
                    write(command, shards[i].ring(), claims[i]);
                } else {
                    shards[i].ring().abandon(claims[i]);
                }
                shards[i].wake();
            }
            if (running == 0 && full == NO_SHARD) {
                requireOpen(shards[0], 0, CommandRing.CLOSED);
            }
            return full;
        }
    }

    /** Whatever the encoding throws, the position must not keep the reader waiting. */
    private static void write(Command command, CommandRing ring, long position) {
        int length = 0;
        try {
            length = CommandCodec.encode(command, ring.bytes(), ring.command(position));
        } finally {
            ring.publish(position, length);
        }
    }

    private static void requireOpen(Shard shard, int number, long refusal) {
        if (refusal == CommandRing.CLOSED) {
            Throwable failure = shard.failure();
            if (failure != null) {
                throw new ShardFailedException(number, failure);
            }
            throw new IllegalStateException("the engine is closed: start another one");
        }
    }
}

package dev.kanishk.matching.engine;

import dev.kanishk.collections.concurrent.EventCount;
import dev.kanishk.collections.concurrent.IdleStrategy;
import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.CommandCodec;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.event.EventBuffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/*
 * One thread that owns a set of books: takes commands from its ring, journals them, carries them
 * out, and tells what they led to once the journal is durable up to them.
 *
 * A round: take what is in the ring, up to a limit (for each command: decode, stamp, append to the
 * log, apply, its events go into the buffer); flush the log; tell the events up to the durable
 * sequence. With a log that forces inline, flush returns when the disk has it, and the ring fills
 * meanwhile: the slower the disk, the larger the batches. With a log that has a thread, flush hands
 * over if the disk is free, and the next round goes on: matching runs ahead, as far as the event
 * buffer has room. When it has none, the round waits for the disk; also in the middle of a command,
 * which may lead to any number of events. A command is appended before it is applied, so that there
 * is something to wait for.
 *
 * Told means durable. Events leave the buffer in release alone, up to the log's durable sequence. A
 * log that failed throws from every call, and its durable sequence stands still; the exception ends
 * the loop. So after a failure nothing more is told, whatever the books hold by then.
 *
 * Time. A command without a time gets the clock's, read once a round, and never less than any time
 * before. When something in the books is due without a command (an expiry, an auction's end), the
 * shard appends a TIME command of its own, at most once an interval, in or between rounds. Replay
 * finds it in the journal as any other.
 *
 * Idle. The thread looks, yields and parks as its strategy says. It parks at a spot where writers
 * to the ring and the log's thread look after they have published something.
 */
final class Shard {
    /** What a shard is made of. */
    record Parts(
            int number,
            CommandRing ring,
            CommandLog log,
            EventBuffer events,
            ShardBooks books,
            BookListener listener,
            long lastTimeNanos,
            @Nullable ChecksAhead checks) {}

    private record Question(long afterClaim, CompletableFuture<ShardPosition> answer) {}

    private static final long PARK_NANOS_MAX = 100_000_000;

    private final int number;
    private final CommandRing ring;
    private final ByteBuffer ringBytes;
    private final CommandLog log;
    private final EventBuffer events;
    private final ShardBooks books;
    private final @Nullable ChecksAhead checks;
    private final BookListener listener;
    private final ShardSettings settings;
    private final @Nullable LongSupplier clock;
    private final EngineFailures failures;
    private final Thread thread;
    private final ParkingSpot spot = new ParkingSpot();
    private final EventCount room = new EventCount();
    private final ShardCounters counters = new ShardCounters();
    private final AtomicReference<@Nullable Question> asked = new AtomicReference<>();
    private final BooleanSupplier somethingToDo = this::hasSomethingToDo;
    private final Command command = new Command();
    private final ByteBuffer scratch =
            ByteBuffer.allocateDirect(CommandCodec.MAX_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private volatile @Nullable Throwable failure;
    private volatile boolean failed;
    private volatile boolean ended;
    private long told;
    private long lastTimeNanos;
    private long lookedForDueNanos = Long.MIN_VALUE;
    private long journalBytes;
    private @Nullable Snapshots snapshots;
    private long nextSnapshotSequence;

    Shard(Parts parts, ShardSettings settings, @Nullable LongSupplier clock) {
        this.number = parts.number();
        this.ring = parts.ring();
        this.ringBytes = ring.bytes();
        this.log = parts.log();
        this.events = parts.events();
        this.books = parts.books();
        this.checks = parts.checks();
        this.listener = parts.listener();
        this.lastTimeNanos = parts.lastTimeNanos();
        this.settings = settings;
        this.clock = clock;
        this.failures = settings.failures();
        this.told = log.lastSequence();
        counters.set(ShardCounters.TOLD_SEQUENCE, told);
        counters.set(ShardCounters.LAST_SEQUENCE, told);
        counters.set(ShardCounters.EVENTS, events.nextSequence() - 1);
        log.onProgress(spot::wake);
        this.thread =
                Thread.ofPlatform().daemon().name("shard-" + (number + 1)).unstarted(this::run);
    }

    /**
     * Has snapshots asked for; to be called before it is started.
     *
     * @param newSnapshots whom to ask
     * @param lastSequence the command that the last snapshot was taken after, 0 for none
     */
    void askForSnapshots(Snapshots newSnapshots, long lastSequence) {
        snapshots = newSnapshots;
        nextSnapshotSequence = lastSequence + settings.snapshotCommands();
    }

    void start() {
        thread.start();
    }

    CommandRing ring() {
        return ring;
    }

    CommandLog log() {
        return log;
    }

    /** Writers call it after they have published something. */
    void wake() {
        if (settings.idle().parks()) {
            spot.wake();
        }
    }

    /** Writers that wait for room in the ring wait here. */
    EventCount room() {
        return room;
    }

    /** Takes no more commands, and ends when all that was accepted is told. */
    void beginClose() {
        ring.close();
        spot.wake();
    }

    /** Waits until the thread has ended. */
    void awaitEnd() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isOwnThread() {
        return Thread.currentThread() == thread;
    }

    @Nullable Throwable failure() {
        return failure;
    }

    /** Throws if the shard has failed. */
    void throwIfFailed() throws IOException {
        Throwable cause = failure;
        if (cause != null) {
            throw new IOException(
                    "shard "
                            + number
                            + " failed ("
                            + cause.getMessage()
                            + "): what it had accepted and not told is unknown until the engine is"
                            + " started again",
                    cause);
        }
    }

    ShardStatus status() {
        if (failed) {
            return ShardStatus.FAILED;
        }
        return ended ? ShardStatus.CLOSED : ShardStatus.RUNNING;
    }

    ShardMetrics metrics() {
        return new ShardMetrics(
                status(),
                counters.get(ShardCounters.COMMANDS),
                counters.get(ShardCounters.EVENTS),
                counters.get(ShardCounters.BATCHES),
                counters.get(ShardCounters.JOURNAL_BYTES),
                counters.get(ShardCounters.LAST_SEQUENCE),
                log.durableSequence(),
                counters.get(ShardCounters.TOLD_SEQUENCE),
                counters.get(ShardCounters.TIME_COMMANDS),
                counters.get(ShardCounters.WAITS_FOR_DISK),
                counters.get(ShardCounters.LISTENER_FAILURES),
                counters.get(ShardCounters.CHECKED_AHEAD),
                ring.size(),
                ring.capacity());
    }

    /**
     * Has the thread say where it stands when it has carried out all that is in the ring now. One
     * question at a time.
     *
     * @return the answer to come, or null if another question waits for its answer
     */
    @Nullable CompletableFuture<ShardPosition> position() {
        Question question = new Question(ring.claimed(), new CompletableFuture<>());
        if (!asked.compareAndSet(null, question)) {
            return null;
        }
        spot.wake();
        if (status() != ShardStatus.RUNNING) {
            refuseQuestions();
        }
        return question.answer();
    }

    private void run() {
        try {
            List<Integer> processors = settings.processors();
            if (!processors.isEmpty()) {
                ThreadPinning.pinCurrentThread(processors.get(number % processors.size()));
            }
            loop();
            log.close();
            ended = true;
        } catch (Throwable e) {
            fail(e);
        } finally {
            refuseQuestions();
            room.signalAll();
        }
    }

    private void loop() throws IOException {
        int idleRounds = 0;
        while (true) {
            int taken = takeBatch();
            boolean ticked = clock != null && tick();
            log.flush();
            boolean toldMore = tellDurable();
            boolean answered = answerQuestion();
            if (taken > 0 || ticked || toldMore || answered) {
                idleRounds = 0;
            } else if (ring.isClosedAndEmpty() && told == log.lastSequence()) {
                return;
            } else {
                idle(idleRounds++);
            }
        }
    }

    private int takeBatch() throws IOException {
        if (!ring.hasNext()) {
            return 0;
        }
        if (checks != null) {
            checks.handOut();
        }
        long now = clock == null ? 0 : clock.getAsLong();
        int count = 0;
        while (count < settings.batchMax() && ring.hasNext()) {
            if (!events.hasRoomForCommand()) {
                if (count > 0) {
                    break;
                }
                waitForDisk();
            }
            take(now);
            ring.advance();
            count++;
        }
        ring.tellRead();
        room.signalAll();
        counters.add(ShardCounters.BATCHES, 1);
        countBatch(count);
        return count;
    }

    private void take(long now) throws IOException {
        long position = ring.next();
        int length = ring.length(position);
        if (length == 0) {
            return;
        }
        int at = ring.command(position);
        CommandCodec.decode(ringBytes, at, length, command);
        boolean changed = false;
        if (command.timeNanos == 0 && clock != null) {
            command.timeNanos = Math.max(now, lastTimeNanos);
            changed = true;
        }
        if (checks != null) {
            changed |= checks.judge(command, position);
        }
        if (changed) {
            carryOut();
        } else {
            command.sequence = log.append(ringBytes, at, length);
            apply(length);
        }
    }

    private void carryOut() throws IOException {
        int length = CommandCodec.encode(command, scratch, 0);
        command.sequence = log.append(scratch, 0, length);
        apply(length);
    }

    private void apply(int length) {
        journalBytes += length;
        lastTimeNanos = Math.max(lastTimeNanos, command.timeNanos);
        books.apply(command);
        if (checks != null) {
            checks.follow(command);
        }
    }

    /** Moves the command clock on if something is due, at most once an interval. */
    private boolean tick() throws IOException {
        if (settings.timeIntervalNanos() == 0 || clock == null) {
            return false;
        }
        long now = Math.max(clock.getAsLong(), lastTimeNanos);
        boolean early =
                lookedForDueNanos != Long.MIN_VALUE
                        && now - lookedForDueNanos < settings.timeIntervalNanos();
        if (early || !events.hasRoomForCommand()) {
            return false;
        }
        lookedForDueNanos = now;
        if (books.nextDueNanos() > now) {
            return false;
        }
        command.clear();
        command.action = Action.TIME;
        command.instrument = Command.EVERY_INSTRUMENT;
        command.timeNanos = now;
        carryOut();
        counters.add(ShardCounters.TIME_COMMANDS, 1);
        countBatch(1);
        return true;
    }

    private void countBatch(int commands) {
        counters.add(ShardCounters.COMMANDS, commands);
        counters.set(ShardCounters.JOURNAL_BYTES, journalBytes);
        counters.set(ShardCounters.LAST_SEQUENCE, log.lastSequence());
        counters.set(ShardCounters.EVENTS, events.nextSequence() - 1);
        if (checks != null) {
            counters.set(ShardCounters.CHECKED_AHEAD, checks.taken());
        }
    }

    /** Tells what is durable; returns whether there was anything. */
    private boolean tellDurable() {
        long durable = log.durableSequence();
        if (durable <= told) {
            return false;
        }
        tell(durable);
        told = durable;
        counters.set(ShardCounters.TOLD_SEQUENCE, told);
        if (snapshots != null && told >= nextSnapshotSequence && snapshots.request(number)) {
            nextSnapshotSequence = told + settings.snapshotCommands();
        }
        return true;
    }

    private void tell(long through) {
        boolean complete = false;
        while (!complete) {
            try {
                events.release(through, listener);
                complete = true;
            } catch (RuntimeException e) {
                counters.add(ShardCounters.LISTENER_FAILURES, 1);
                failures.onListenerFailed(number, e);
            }
        }
    }

    private void waitForDisk() throws IOException {
        counters.add(ShardCounters.WAITS_FOR_DISK, 1);
        log.awaitDurable(log.lastSequence());
        tellDurable();
    }

    /** Called by the event buffer when it is full in the middle of a command. */
    void makeRoom() {
        try {
            log.awaitDurable(log.lastSequence());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        counters.add(ShardCounters.WAITS_FOR_DISK, 1);
        tell(log.durableSequence());
    }

    private boolean answerQuestion() {
        Question question = asked.get();
        if (question == null || ring.next() < question.afterClaim()) {
            return false;
        }
        asked.set(null);
        question.answer().complete(new ShardPosition(number, log.lastSequence(), books.hash()));
        return true;
    }

    private void refuseQuestions() {
        Question question = asked.getAndSet(null);
        if (question != null) {
            Throwable cause = failure;
            CompletableFuture<ShardPosition> answer = question.answer();
            answer.completeExceptionally(
                    cause == null
                            ? new IllegalStateException("the engine is closed")
                            : new ShardFailedException(number, cause));
        }
    }

    private boolean hasSomethingToDo() {
        return ring.hasNext()
                || log.durableSequence() > told
                || asked.get() != null
                || ring.isClosedAndEmpty();
    }

    @SuppressWarnings("ThreadPriorityCheck") // yielding is what the strategy asks for
    private void idle(int rounds) {
        IdleStrategy idle = settings.idle();
        int looks = rounds < 0 ? Integer.MAX_VALUE : rounds;
        if (looks < idle.spins()) {
            Thread.onSpinWait();
        } else if (!idle.parks() || looks - idle.spins() < idle.yields()) {
            if (idle.yields() == 0) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        } else {
            // An interrupt, as a listener may leave behind, says nothing here, and would not let
            // the thread sleep.
            Thread.interrupted();
            spot.sleep(somethingToDo, parkNanos());
        }
    }

    private long parkNanos() {
        long most = Math.min(settings.flushIntervalNanos(), PARK_NANOS_MAX);
        return settings.timeIntervalNanos() == 0
                ? most
                : Math.min(settings.timeIntervalNanos(), most);
    }

    private void fail(Throwable cause) {
        failure = cause;
        ring.close();
        failed = true;
        try {
            log.close();
        } catch (IOException | RuntimeException e) {
            cause.addSuppressed(new IOException("the log could not be closed either", e));
        }
        failures.onShardFailed(number, cause);
    }
}

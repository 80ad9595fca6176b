package dev.kanishk.matching.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.CommandCodec;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CommandRingTest {
    private static final int PRODUCERS = 3;

    private final Command command = new Command();

    private boolean put(CommandRing ring, long orderId) {
        long position = ring.claim();
        if (position < 0) {
            return false;
        }
        Command filled = new Command();
        filled.action = Action.CANCEL;
        filled.orderId = orderId;
        ring.publish(position, CommandCodec.encode(filled, ring.bytes(), ring.command(position)));
        return true;
    }

    private long take(CommandRing ring) {
        long position = ring.next();
        CommandCodec.decode(ring.bytes(), ring.command(position), ring.length(position), command);
        ring.advance();
        return command.orderId;
    }

    @Property(tries = 200)
    void isABoundedQueue(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int capacity = 1 << random.nextInt(1, 5);
        CommandRing ring = new CommandRing(capacity);
        Queue<Long> model = new ArrayDeque<>();
        int untold = 0;
        for (long step = 0; step < 300; step++) {
            switch (random.nextInt(3)) {
                case 0 -> {
                    boolean room = model.size() + untold < capacity;
                    assertThat(put(ring, step)).isEqualTo(room);
                    if (room) {
                        model.add(step);
                    }
                }
                case 1 -> {
                    assertThat(ring.hasNext()).isEqualTo(!model.isEmpty());
                    if (ring.hasNext()) {
                        assertThat(take(ring)).isEqualTo(model.remove());
                        untold++;
                    }
                }
                default -> {
                    ring.tellRead();
                    untold = 0;
                    assertThat(ring.size()).isEqualTo(model.size());
                }
            }
        }
    }

    @Test
    void passesOverWhatWasAbandoned() {
        CommandRing ring = new CommandRing(4);
        ring.abandon(ring.claim());
        put(ring, 7);
        assertThat(ring.hasNext()).isTrue();
        assertThat(ring.length(ring.next())).isZero();
        ring.advance();
        assertThat(take(ring)).isEqualTo(7);
    }

    @Test
    void readsWhatWasClaimedBeforeItWasClosed() {
        CommandRing ring = new CommandRing(4);
        long claimed = ring.claim();
        ring.close();
        assertThat(ring.claim()).isEqualTo(CommandRing.CLOSED);
        assertThat(ring.isClosedAndEmpty()).isFalse();
        assertThat(ring.hasNext()).isFalse();
        ring.abandon(claimed);
        ring.advance();
        assertThat(ring.isClosedAndEmpty()).isTrue();
        ring.tellRead();
        assertThat(ring.size()).isZero();
    }

    @Test
    void refusesCapacitiesThatAreNoPowerOfTwo() {
        assertThatThrownBy(() -> new CommandRing(12))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("12")
                .hasMessageContaining("power of two");
    }

    /** Each producer's commands arrive once, in order, and all that were claimed before the end. */
    @Test
    void losesNothingBetweenManyProducersAndTheEnd() throws InterruptedException {
        for (int round = 0; round < 5; round++) {
            CommandRing ring = new CommandRing(16);
            AtomicLong accepted = new AtomicLong();
            CountDownLatch begin = new CountDownLatch(1);
            Thread[] producers = new Thread[PRODUCERS];
            for (int p = 0; p < PRODUCERS; p++) {
                long id = p;
                producers[p] = Thread.ofPlatform().start(() -> produce(ring, id, begin, accepted));
            }
            long[] last = {-1, -1, -1};
            long read = 0;
            begin.countDown();
            long until = 2_000 + 1_000L * round;
            while (!ring.isClosedAndEmpty()) {
                if (!ring.hasNext()) {
                    LockSupport.parkNanos(1_000);
                    continue;
                }
                long value = take(ring);
                int producer = (int) (value % PRODUCERS);
                assertThat(value / PRODUCERS).isEqualTo(last[producer] + 1);
                last[producer]++;
                read++;
                if (read % 3 == 0) {
                    ring.tellRead();
                }
                if (read == until) {
                    ring.close();
                }
            }
            for (Thread producer : producers) {
                producer.join();
            }
            assertThat(read).isEqualTo(accepted.get()).isGreaterThanOrEqualTo(until);
        }
    }

    private void produce(CommandRing ring, long id, CountDownLatch begin, AtomicLong accepted) {
        try {
            begin.await();
        } catch (InterruptedException e) {
            return;
        }
        long next = 0;
        while (true) {
            long position = ring.claim();
            if (position == CommandRing.CLOSED) {
                accepted.addAndGet(next);
                return;
            }
            if (position == CommandRing.FULL) {
                LockSupport.parkNanos(1_000);
                continue;
            }
            Command filled = new Command();
            filled.action = Action.CANCEL;
            filled.orderId = next * PRODUCERS + id;
            ring.publish(
                    position, CommandCodec.encode(filled, ring.bytes(), ring.command(position)));
            next++;
        }
    }
}

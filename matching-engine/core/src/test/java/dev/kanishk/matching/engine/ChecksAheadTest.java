package dev.kanishk.matching.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.collections.concurrent.WorkStealingPool;
import dev.kanishk.matching.command.AccountLimits;
import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.CommandCodec;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.event.RecordedCalls;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.orderbook.BookSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChecksAheadTest {
    private static final AccountLimits SMALL = AccountLimits.NONE.withOrderSize(100, 5_000);

    private final RuleBooks books = new RuleBooks(BookSettings.DEFAULT, new BookListener() {});
    private final CommandRing ring = new CommandRing(1 << 10);
    private final List<Runnable> tasks = new ArrayList<>();
    private final ChecksAhead checks = new ChecksAhead(ring, tasks::add, books, 16);
    private final Command command = new Command();

    private void put(Command each) {
        long position = ring.claim();
        ring.publish(position, CommandCodec.encode(each, ring.bytes(), ring.command(position)));
    }

    private static Command order(long account, long price, long quantity) {
        Command order = new Command();
        order.action = Action.NEW;
        order.account = account;
        order.price = price;
        order.quantity = quantity;
        return order;
    }

    private static Command limits(long account, AccountLimits limits) {
        Command change = new Command();
        change.action = Action.SET_LIMITS;
        change.account = account;
        change.limits = limits;
        return change;
    }

    private void takeNext() {
        long position = ring.next();
        CommandCodec.decode(ring.bytes(), ring.command(position), ring.length(position), command);
        checks.judge(command, position);
        books.apply(command);
        checks.follow(command);
        ring.advance();
    }

    @Test
    void takesWhatThePoolFound() {
        put(limits(7, SMALL));
        put(order(7, 10, 10));
        for (int i = 0; i < 200; i++) {
            put(order(7, 10, i % 2 == 0 ? 101 : 100));
        }
        takeNext();
        takeNext();
        checks.handOut();
        tasks.forEach(Runnable::run);
        for (int i = 0; i < 200; i++) {
            takeNext();
            assertThat(command.checked).isTrue();
            assertThat(command.verdict).isEqualTo(i % 2 == 0 ? RejectReason.ORDER_TOO_LARGE : null);
        }
        assertThat(checks.taken()).isEqualTo(128);
    }

    @Test
    void checksAnewWhatWasCheckedBeforeTheLimitsChanged() {
        put(limits(7, SMALL));
        put(order(7, 10, 10));
        for (int i = 0; i < 100; i++) {
            put(order(7, 60, 100));
        }
        put(limits(7, SMALL.withOrderSize(100, 6_000)));
        for (int i = 0; i < 100; i++) {
            put(order(7, 60, 100));
        }
        takeNext();
        takeNext();
        checks.handOut();
        tasks.forEach(Runnable::run);
        for (int i = 0; i < 100; i++) {
            takeNext();
            assertThat(command.verdict).isEqualTo(RejectReason.NOTIONAL_TOO_LARGE);
        }
        long before = checks.taken();
        assertThat(before).isPositive();
        takeNext();
        for (int i = 0; i < 100; i++) {
            takeNext();
            assertThat(command.verdict).isNull();
        }
        assertThat(checks.taken()).isEqualTo(before);
    }

    @Property(tries = 10, shrinking = ShrinkingMode.OFF)
    void makesNoDifferenceToResults(@ForAll long seed) throws Exception {
        RecordedCalls plain = new RecordedCalls();
        run(seed, plain, null);
        RecordedCalls ahead = new RecordedCalls();
        try (WorkStealingPool pool = WorkStealingPool.builder().workers(2).build()) {
            run(seed, ahead, pool);
        }
        assertThat(results(ahead)).isNotEmpty().isEqualTo(results(plain));
        assertThat(results(plain)).anyMatch(line -> line.contains("ORDER_TOO_LARGE"));
        assertThat(results(plain)).anyMatch(line -> line.contains("ACCOUNT_BLOCKED"));
    }

    /** All but the commands themselves, which carry their verdicts. */
    private static List<String> results(RecordedCalls told) {
        return told.lines.stream()
                .filter(line -> line.startsWith("rejected") || line.startsWith("trade"))
                .toList();
    }

    private static void run(long seed, BookListener listener, @Nullable Executor pool)
            throws Exception {
        MatchingEngineBuilder builder =
                MatchingEngine.builder()
                        .timesGiven()
                        .instrument(Instrument.of(0, "A"))
                        .listener(shard -> listener);
        if (pool != null) {
            builder.checkAhead(pool, 4);
        }
        SplittableRandom random = new SplittableRandom(seed);
        try (MatchingEngine engine = builder.start()) {
            for (int i = 0; i < 5_000; i++) {
                long account = random.nextInt(6);
                Command next = order(account, 90L + random.nextInt(20), 1L + random.nextInt(110));
                next.orderId = i;
                int kind = random.nextInt(200);
                if (kind == 0) {
                    next = limits(account, AccountLimits.NONE.withOrderSize(100, 8_000));
                } else if (kind == 1) {
                    next.action = Action.KILL_SWITCH;
                } else if (kind < 5) {
                    next.action = Action.RELEASE_ACCOUNT;
                }
                assertThat(engine.submit(next, Long.MAX_VALUE)).isTrue();
            }
        }
    }
}

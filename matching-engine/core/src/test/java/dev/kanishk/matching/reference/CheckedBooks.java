package dev.kanishk.matching.reference;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.CommandCodec;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.risk.PreTradeChecks;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Books whose new orders carry the verdict of checks that were made before, as in a shard. */
final class CheckedBooks implements Books {
    private static final RejectReason[] REASONS = RejectReason.values();

    private final EngineBooks books;
    private final PreTradeChecks checks = new PreTradeChecks(1 << 10);
    private final Command checked = new Command();
    private final ByteBuffer bytes =
            ByteBuffer.allocate(CommandCodec.MAX_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    CheckedBooks(boolean knowsAllAccounts, BookListener listener) {
        books =
                knowsAllAccounts
                        ? EngineBooks.knowingAllAccounts(listener)
                        : new EngineBooks(listener);
    }

    @Override
    public void apply(Command command) {
        int length = CommandCodec.encode(command, bytes, 0);
        CommandCodec.decode(bytes, 0, length, checked);
        checked.sequence = command.sequence;
        if (checked.action == Action.NEW && checked.account != Command.ABSENT) {
            if (!checks.holds(checked.account)) {
                load(checked.account);
            }
            int verdict =
                    checks.check(checked.account, checked.type, checked.price, checked.quantity);
            checked.checked = true;
            checked.verdict = verdict == PreTradeChecks.PASSED ? null : REASONS[verdict - 1];
        }
        books.apply(checked);
        boolean changes =
                switch (checked.action) {
                    case SET_LIMITS, KILL_SWITCH, RELEASE_ACCOUNT -> true;
                    default -> false;
                };
        if (changes && checks.holds(checked.account)) {
            load(checked.account);
        }
    }

    private void load(long account) {
        checks.set(account, books.limits(account), books.isBlocked(account));
    }

    @Override
    public void forEachResting(RestingOrders visitor) {
        books.forEachResting(visitor);
    }

    @Override
    public int liveOrders() {
        return books.liveOrders();
    }

    @Override
    public long position(long account, int instrument) {
        return books.position(account, instrument);
    }

    @Override
    public long balance(long account, int asset) {
        return books.balance(account, asset);
    }

    @Override
    public void verify() {
        books.verify();
    }

    @Override
    public void restart() {
        books.restart();
    }
}

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
final class CheckedBooks extends EngineBooks {
    private static final RejectReason[] REASONS = RejectReason.values();

    private final PreTradeChecks checks = new PreTradeChecks(1 << 10);
    private final Command checked = new Command();
    private final ByteBuffer bytes =
            ByteBuffer.allocate(CommandCodec.MAX_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    CheckedBooks(boolean knowsAllAccounts, BookListener listener) {
        super(listener, SETTINGS.withAllAccountsKnown(knowsAllAccounts));
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
        super.apply(checked);
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
        checks.set(account, limits(account), isBlocked(account));
    }
}

package dev.kanishk.matching.engine;

import dev.kanishk.matching.command.AccountLimits;
import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Commands of a seed for instruments 0 to n - 1: orders, cancels, and some for all of them. */
final class RandomFlow {
    private final SplittableRandom random;
    private final int instruments;
    private final List<long[]> entered = new ArrayList<>();
    private long nextOrder = 1;
    private long time = 1;

    RandomFlow(long seed, int instruments) {
        this.random = new SplittableRandom(seed);
        this.instruments = instruments;
    }

    /** Fills a command with the next one. */
    void next(Command command) {
        command.clear();
        time += random.nextInt(1000);
        command.timeNanos = time;
        command.reference = nextOrder;
        int kind = random.nextInt(100);
        if (kind < 60 || entered.isEmpty()) {
            newOrder(command);
        } else if (kind < 95) {
            long[] order = entered.get(random.nextInt(entered.size()));
            command.action = Action.CANCEL;
            command.instrument = (int) order[0];
            command.orderId = order[1];
        } else {
            command.instrument = Command.EVERY_INSTRUMENT;
            command.account = random.nextInt(8);
            command.session = random.nextInt(8);
            command.limits = AccountLimits.NONE.withRate(random.nextInt(100), 5);
            command.action =
                    switch (random.nextInt(8)) {
                        case 0, 1 -> Action.TIME;
                        case 2, 3 -> Action.SET_LIMITS;
                        case 4 -> Action.DISCONNECT;
                        case 5 -> Action.KILL_SWITCH;
                        default -> Action.RELEASE_ACCOUNT;
                    };
        }
    }

    private void newOrder(Command command) {
        command.action = Action.NEW;
        command.instrument = random.nextInt(instruments);
        command.orderId = nextOrder++;
        command.account = random.nextInt(8);
        command.side = random.nextBoolean() ? Side.BUY : Side.SELL;
        command.price = 95L + random.nextInt(11);
        command.quantity = 1L + random.nextInt(50);
        if (random.nextInt(10) == 0) {
            command.expireTimeNanos = time + random.nextInt(100_000);
        }
        entered.add(new long[] {command.instrument, command.orderId});
    }
}

package dev.kanishk.matching.command;

import dev.kanishk.matching.instrument.Allocation;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.instrument.Phase;
import java.util.SplittableRandom;

/** Commands with any value in the fields that their action has, the others at their first. */
public final class RandomCommands {
    private RandomCommands() {}

    /** Fills a command. */
    public static void fill(Command into, SplittableRandom random) {
        fill(into, pick(Action.values(), random), random);
    }

    /** Fills a command of one action. */
    public static void fill(Command into, Action action, SplittableRandom random) {
        into.clear();
        into.action = action;
        into.instrument = random.nextInt();
        into.timeNanos = number(random);
        into.reference = number(random);
        into.checked = random.nextBoolean();
        into.verdict = random.nextInt(4) == 0 ? pick(RejectReason.values(), random) : null;
        into.account = random.nextBoolean() ? number(random) : Command.ABSENT;
        into.session = random.nextBoolean() ? random.nextInt() : Command.NO_SESSION;
        switch (action) {
            case NEW -> fillNew(into, random);
            case CANCEL, MALFORMED -> into.orderId = number(random);
            case REPLACE -> {
                into.orderId = number(random);
                into.price = number(random);
                into.quantity = number(random);
            }
            case MASS_CANCEL -> into.sides = random.nextInt();
            case SET_PHASE -> {
                into.phase = pick(Phase.values(), random);
                into.expireTimeNanos = number(random);
            }
            case SET_REFERENCE_PRICE -> into.price = number(random);
            case ADJUST_BALANCE -> {
                into.quantity = number(random);
                into.asset = random.nextInt();
            }
            case ADD_INSTRUMENT -> into.definition = rarelyNull(random) ? null : instrument(random);
            case SET_LIMITS -> into.limits = rarelyNull(random) ? null : limits(random);
            default -> {}
        }
    }

    private static void fillNew(Command into, SplittableRandom random) {
        into.orderId = number(random);
        into.side = pick(Side.values(), random);
        into.type = pick(OrderType.values(), random);
        into.timeInForce = pick(TimeInForce.values(), random);
        into.price = number(random);
        into.quantity = number(random);
        into.displayQuantity = number(random);
        into.stopPrice = number(random);
        into.selfTrade = pick(SelfTrade.values(), random);
        into.expireTimeNanos = number(random);
        into.cancelOnDisconnect = random.nextBoolean();
    }

    private static Instrument instrument(SplittableRandom random) {
        String[] symbols = {"A", "AAPL", "BRK.B", "äöü€", "SIXTEEN-BYTES-XX"};
        return new Instrument(
                random.nextInt(Instrument.IDS),
                pick(symbols, random),
                random.nextLong(1, 1000),
                random.nextLong(1, 1000),
                random.nextLong(1, Instrument.PRO_RATA_QUANTITY_MAX),
                pick(Allocation.values(), random),
                random.nextInt(1_000_000),
                random.nextInt(1_000_000),
                random.nextLong(Long.MAX_VALUE),
                random.nextInt(-999_999, 1_000_000),
                random.nextInt(-999_999, 1_000_000),
                random.nextInt(-999_999, 1_000_000),
                random.nextLong(Long.MAX_VALUE),
                random.nextLong(86_400_000_000_000L),
                random.nextInt(0, 10),
                random.nextInt(10, 20),
                random.nextBoolean(),
                pick(Phase.values(), random));
    }

    private static AccountLimits limits(SplittableRandom random) {
        return new AccountLimits(
                random.nextLong(1, Long.MAX_VALUE),
                random.nextLong(1, Long.MAX_VALUE),
                random.nextInt(1_000_000),
                random.nextInt(1, Integer.MAX_VALUE),
                random.nextLong(1, Long.MAX_VALUE),
                random.nextInt(Integer.MAX_VALUE),
                random.nextInt(1, Integer.MAX_VALUE));
    }

    private static boolean rarelyNull(SplittableRandom random) {
        return random.nextInt(8) == 0;
    }

    private static long number(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> Command.ABSENT;
            case 1 -> random.nextLong(100);
            case 2 -> Long.MAX_VALUE;
            default -> random.nextLong();
        };
    }

    private static <E> E pick(E[] values, SplittableRandom random) {
        return values[random.nextInt(values.length)];
    }
}

package dev.kanishk.matching.reference;

import static dev.kanishk.matching.command.Command.ABSENT;

import dev.kanishk.matching.command.AccountLimits;
import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.OrderType;
import dev.kanishk.matching.command.SelfTrade;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.command.TimeInForce;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.instrument.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Makes commands with few ids, prices, accounts, sessions and instruments, so that they collide.
 * The same random numbers lead to the same commands.
 */
final class Traffic {
    private static final Action[] ALL_ACTIONS = {
        Action.CANCEL,
        Action.REPLACE,
        Action.MASS_CANCEL,
        Action.DISCONNECT,
        Action.KILL_SWITCH,
        Action.RELEASE_ACCOUNT,
        Action.TIME,
        Action.SET_PHASE,
        Action.SET_REFERENCE_PRICE,
        Action.SET_LIMITS,
        Action.ADJUST_BALANCE,
        Action.MALFORMED,
        Action.NOTHING,
        Action.ADD_INSTRUMENT
    };

    private final TrafficProfile profile;
    private final boolean reusesIds;
    private final List<Instrument> instruments;
    private long timeNanos;
    private long lastId;
    private long sequence;

    /**
     * Makes a flow.
     *
     * @param profile what kinds of commands come how often
     * @param reusesIds whether ids are drawn from 60, instead of new ones for most orders
     */
    Traffic(TrafficProfile profile, boolean reusesIds) {
        this.profile = profile;
        this.reusesIds = reusesIds;
        this.instruments = profile.instruments();
    }

    static String symbol(int instrument) {
        return "S" + instrument;
    }

    /** A whole flow: instruments, what accounts begin with, and then commands of all kinds. */
    static List<Command> flow(
            TrafficProfile profile, boolean reusesIds, int length, RandomGenerator random) {
        Traffic traffic = new Traffic(profile, reusesIds);
        List<Command> commands = traffic.beginning();
        for (int i = 0; i < length; i++) {
            commands.add(traffic.next(random));
        }
        return commands;
    }

    /** The commands that a flow begins with. */
    List<Command> beginning() {
        List<Command> commands = new ArrayList<>();
        for (Instrument instrument : instruments) {
            Command command = command(Action.ADD_INSTRUMENT);
            command.definition = instrument;
            commands.add(command);
        }
        if (profile.checksAccounts()) {
            for (int account = 1; account <= 4; account++) {
                for (int asset = 1; asset <= 3; asset++) {
                    Command command = command(Action.ADJUST_BALANCE);
                    command.account = account;
                    command.asset = asset;
                    command.quantity = asset == 2 ? 20_000 : 200;
                    commands.add(command);
                }
            }
        }
        return commands;
    }

    private Command command(Action action) {
        Command command = new Command();
        command.action = action;
        command.sequence = ++sequence;
        command.reference = sequence;
        command.timeNanos = timeNanos;
        return command;
    }

    /** The next command. */
    Command next(RandomGenerator random) {
        moveTime(random);
        Action action = Action.NEW;
        int draw = random.nextInt(1000);
        for (Action other : ALL_ACTIONS) {
            int weight = profile.weightPerMille(other);
            if (draw < weight) {
                action = other;
                break;
            }
            draw -= weight;
        }
        Command command = command(action);
        command.instrument = instrument(random);
        switch (action) {
            case NEW -> enter(command, random);
            case CANCEL -> command.orderId = liveId(random);
            case REPLACE -> replace(command, random);
            case MASS_CANCEL -> massCancel(command, random);
            case DISCONNECT -> command.session = session(random);
            case KILL_SWITCH, RELEASE_ACCOUNT -> command.account = account(random);
            case TIME -> {
                if (random.nextInt(3) == 0) {
                    command.instrument = Command.EVERY_INSTRUMENT;
                }
            }
            case SET_PHASE -> setPhase(command, random);
            case SET_REFERENCE_PRICE -> command.price = profile.price(rules(command), random);
            case SET_LIMITS -> setLimits(command, random);
            case ADJUST_BALANCE -> {
                command.account = account(random);
                command.asset = 1 + random.nextInt(3);
                command.quantity = random.nextInt(-300, 400);
            }
            case ADD_INSTRUMENT -> command.definition = instruments.getFirst();
            case MALFORMED, NOTHING -> command.orderId = random.nextInt(3) == 0 ? ABSENT : 7;
        }
        return command;
    }

    private static <T> T pick(T[] values, RandomGenerator random) {
        return values[random.nextInt(values.length)];
    }

    private void moveTime(RandomGenerator random) {
        switch (random.nextInt(8)) {
            case 0 -> timeNanos += 1L + random.nextInt(200_000_000);
            case 1 -> timeNanos += 500_000_000;
            case 2 -> timeNanos += random.nextInt(3);
            case 3 -> {
                if (random.nextInt(10) == 0) {
                    timeNanos = Math.max(0, timeNanos - random.nextInt(1_000_000_000));
                }
            }
            case 4 -> {
                if (random.nextInt(40) == 0) {
                    timeNanos += 43_200_000_000_000L;
                }
            }
            default -> {}
        }
    }

    private int instrument(RandomGenerator random) {
        if (random.nextInt(200) == 0) {
            return 99;
        }
        return instruments.get(random.nextInt(instruments.size())).id();
    }

    private Instrument rules(Command command) {
        for (Instrument rules : instruments) {
            if (rules.id() == command.instrument) {
                return rules;
            }
        }
        return instruments.getFirst();
    }

    private static long account(RandomGenerator random) {
        int draw = random.nextInt(5);
        return draw == 0 ? ABSENT : draw;
    }

    private static int session(RandomGenerator random) {
        int draw = random.nextInt(4);
        return draw == 0 ? Command.NO_SESSION : draw;
    }

    private long newId(RandomGenerator random) {
        if (reusesIds) {
            return 1L + random.nextInt(60);
        }
        if (random.nextInt(50) == 0) {
            return liveId(random);
        }
        return ++lastId;
    }

    private long liveId(RandomGenerator random) {
        if (reusesIds) {
            return 1L + random.nextInt(60);
        }
        return Math.max(1, lastId - random.nextInt(40));
    }

    private void enter(Command order, RandomGenerator random) {
        Instrument rules = rules(order);
        order.orderId = random.nextInt(300) == 0 ? ABSENT : newId(random);
        order.account = account(random);
        order.session = session(random);
        order.cancelOnDisconnect = random.nextInt(4) == 0;
        order.side = random.nextBoolean() ? Side.BUY : Side.SELL;
        order.quantity = profile.quantity(rules, random);
        order.price = profile.price(rules, random);
        if (random.nextInt(100) < profile.plainPercent()) {
            return;
        }
        order.type = pick(OrderType.values(), random);
        order.timeInForce = pick(TimeInForce.values(), random);
        order.selfTrade = pick(SelfTrade.values(), random);
        boolean limit = order.type == OrderType.LIMIT || order.type == OrderType.STOP_LIMIT;
        if (!limit && random.nextInt(20) != 0) {
            order.timeInForce = random.nextInt(3) == 0 ? TimeInForce.FOK : TimeInForce.IOC;
        }
        if (order.type != OrderType.LIMIT && order.type != OrderType.MARKET) {
            order.stopPrice = random.nextInt(50) == 0 ? ABSENT : profile.price(rules, random);
        }
        if (random.nextInt(3) == 0) {
            order.displayQuantity = profile.displayQuantity(rules, random);
        }
        boolean mayExpire =
                order.timeInForce == TimeInForce.GTD
                        || (order.timeInForce == TimeInForce.POST_ONLY && random.nextInt(3) == 0)
                        || random.nextInt(50) == 0;
        if (mayExpire && random.nextInt(30) != 0) {
            order.expireTimeNanos = timeNanos + random.nextLong(3_000_000_000L);
        }
    }

    private void replace(Command command, RandomGenerator random) {
        Instrument rules = rules(command);
        command.orderId = liveId(random);
        command.quantity = profile.quantity(rules, random);
        command.price = random.nextInt(3) == 0 ? ABSENT : profile.price(rules, random);
    }

    private static void massCancel(Command command, RandomGenerator random) {
        command.account = account(random);
        command.session = session(random);
        command.sides = random.nextInt(20) == 0 ? 0 : 1 + random.nextInt(3);
        if (random.nextInt(3) == 0) {
            command.instrument = Command.EVERY_INSTRUMENT;
        }
    }

    private void setPhase(Command command, RandomGenerator random) {
        command.phase = random.nextInt(3) == 0 ? Phase.CONTINUOUS : pick(Phase.values(), random);
        if (random.nextBoolean()) {
            command.expireTimeNanos = timeNanos + random.nextLong(2_000_000_000L);
        }
    }

    private static void setLimits(Command command, RandomGenerator random) {
        command.account = account(random);
        command.limits =
                new AccountLimits(
                        1L + random.nextInt(60),
                        1L + random.nextInt(6000),
                        random.nextInt(3) == 0 ? 0 : random.nextInt(60_000),
                        1 + random.nextInt(8),
                        1L + random.nextInt(200),
                        random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(5),
                        1 + random.nextInt(3));
    }
}

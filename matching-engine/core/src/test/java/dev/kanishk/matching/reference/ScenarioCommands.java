package dev.kanishk.matching.reference;

import dev.kanishk.matching.command.AccountLimits;
import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.OrderType;
import dev.kanishk.matching.command.SelfTrade;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.command.TimeInForce;
import dev.kanishk.matching.instrument.Allocation;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.instrument.InstrumentBuilder;
import dev.kanishk.matching.instrument.Phase;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the commands of a scenario; its own state is the time and the symbols so far. */
final class ScenarioCommands {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final Map<String, Integer> instruments = new LinkedHashMap<>();
    private long timeNanos;

    /** The symbol of an instrument. */
    String symbol(int instrument) {
        return instruments.entrySet().stream()
                .filter(e -> e.getValue() == instrument)
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    /** The number of an instrument; one that the scenario did not add has one that is not taken. */
    int instrument(String symbol) {
        return instruments.getOrDefault(symbol, Instrument.IDS - 1);
    }

    /** Reads {@code 5s}, {@code 20ms} or {@code 7ns}. */
    private static long nanos(String text) {
        if (text.endsWith("ms")) {
            return Long.parseLong(text.substring(0, text.length() - 2)) * 1_000_000L;
        }
        if (text.endsWith("ns")) {
            return Long.parseLong(text.substring(0, text.length() - 2));
        }
        if (text.endsWith("s")) {
            return Long.parseLong(text.substring(0, text.length() - 1)) * SECOND_NANOS;
        }
        throw new IllegalArgumentException("time '" + text + "': use 5s, 20ms or 7ns");
    }

    /** The command of one line, which begins with no space. */
    Command read(String line) {
        Words words = new Words(line);
        if (words.hasPrefix("@")) {
            timeNanos = nanos(words.next().substring(1));
        }
        Command command = new Command();
        command.timeNanos = timeNanos;
        switch (words.next()) {
            case "instrument" -> addInstrument(command, words);
            case "new" -> enter(command, words);
            case "cancel" -> {
                command.action = Action.CANCEL;
                command.orderId = words.number();
            }
            case "replace" -> {
                command.action = Action.REPLACE;
                command.orderId = words.number();
                command.quantity = words.number();
                command.price = words.price();
            }
            case "mass-cancel" -> massCancel(command, words);
            case "disconnect" -> {
                command.action = Action.DISCONNECT;
                command.session = (int) words.number();
            }
            case "kill" -> account(command, Action.KILL_SWITCH, words);
            case "release" -> account(command, Action.RELEASE_ACCOUNT, words);
            case "time" -> {
                command.action = Action.TIME;
                command.instrument =
                        words.isEmpty() ? Command.EVERY_INSTRUMENT : instrument(words.next());
            }
            case "phase" -> {
                command.action = Action.SET_PHASE;
                command.instrument = instrument(words.next());
                command.phase = Phase.valueOf(words.next());
                command.expireTimeNanos = nanosOrAbsent(words, "until");
            }
            case "reference" -> {
                command.action = Action.SET_REFERENCE_PRICE;
                command.instrument = instrument(words.next());
                command.price = words.number();
            }
            case "limits" -> limits(command, words);
            case "deposit" -> {
                account(command, Action.ADJUST_BALANCE, words);
                command.asset = (int) words.number("asset", 0);
                command.quantity = words.number();
            }
            default -> throw new IllegalArgumentException("unknown command: " + line);
        }
        words.requireEmpty();
        return command;
    }

    private static long nanosOrAbsent(Words words, String name) {
        String text = words.named(name, "");
        return text.isEmpty() ? Command.ABSENT : nanos(text);
    }

    private static void account(Command command, Action action, Words words) {
        command.action = action;
        command.account = words.number();
    }

    private void addInstrument(Command command, Words words) {
        command.action = Action.ADD_INSTRUMENT;
        String symbol = words.next();
        int id = instruments.size() + 1;
        instruments.putIfAbsent(symbol, id);
        InstrumentBuilder builder =
                Instrument.builder(id, symbol)
                        .tickSize(words.number("tick", 1))
                        .lotSize(words.number("lot", 1))
                        .quantityMax(words.number("max", 0))
                        .bandPpm((int) words.number("band", 0))
                        .interruption(
                                (int) words.number("interruption", 0),
                                nanos(words.named("for", "0s")))
                        .referencePrice(words.number("reference", 0))
                        .firstPhase(Phase.valueOf(words.named("first", "CONTINUOUS")))
                        .allocation(Allocation.valueOf(words.named("allocation", "PRICE_TIME")))
                        .dayEndNanos(nanos(words.named("dayEnd", "0s")));
        String[] fees = words.named("fees", "0/0/0").split("/", -1);
        builder.fees(
                Integer.parseInt(fees[0]), Integer.parseInt(fees[1]), Integer.parseInt(fees[2]));
        String balances = words.named("balances", "");
        if (!balances.isEmpty()) {
            String[] assets = balances.split("/", -1);
            builder.balances(Integer.parseInt(assets[0]), Integer.parseInt(assets[1]));
        }
        command.definition = builder.build();
    }

    private void enter(Command command, Words words) {
        command.action = Action.NEW;
        command.orderId = words.number();
        command.instrument = instrument(words.next());
        command.side = side(words.next());
        command.quantity = words.number();
        command.price = words.price();
        command.stopPrice = words.number("stop", Command.ABSENT);
        command.expireTimeNanos = nanosOrAbsent(words, "expires");
        command.account = words.number("account", Command.ABSENT);
        command.session = (int) words.number("session", Command.NO_SESSION);
        command.displayQuantity = words.number("display", Command.ABSENT);
        command.selfTrade = SelfTrade.valueOf(words.named("stp", "NONE"));
        boolean market = command.price == Command.ABSENT;
        boolean stop = command.stopPrice != Command.ABSENT;
        command.type =
                market
                        ? stop ? OrderType.STOP : OrderType.MARKET
                        : stop ? OrderType.STOP_LIMIT : OrderType.LIMIT;
        command.timeInForce = market ? TimeInForce.IOC : TimeInForce.GTC;
        while (!words.isEmpty()) {
            String word = words.next();
            switch (word) {
                case "MARKET" -> command.type = OrderType.MARKET;
                case "cod" -> command.cancelOnDisconnect = true;
                default -> command.timeInForce = TimeInForce.valueOf(word);
            }
        }
    }

    private static Side side(String word) {
        return switch (word) {
            case "buy" -> Side.BUY;
            case "sell" -> Side.SELL;
            default -> throw new IllegalArgumentException("side '" + word + "': use buy or sell");
        };
    }

    private void massCancel(Command command, Words words) {
        command.action = Action.MASS_CANCEL;
        command.account = words.number("account", Command.ABSENT);
        command.session = (int) words.number("session", Command.NO_SESSION);
        String symbol = words.named("instrument", "");
        command.instrument = symbol.isEmpty() ? Command.EVERY_INSTRUMENT : instrument(symbol);
        String side = words.named("side", "");
        if (!side.isEmpty()) {
            command.sides = side(side) == Side.BUY ? 1 : 2;
        }
    }

    private static void limits(Command command, Words words) {
        account(command, Action.SET_LIMITS, words);
        AccountLimits none = AccountLimits.NONE;
        command.limits =
                new AccountLimits(
                        words.number("quantity", none.orderQuantityMax()),
                        words.number("notional", none.orderNotionalMax()),
                        (int) words.number("collar", none.collarPpm()),
                        (int) words.number("open", none.openOrdersMax()),
                        words.number("position", none.positionMax()),
                        (int) words.number("rate", none.ordersPerSecondMax()),
                        (int) words.number("burst", none.burstMax()));
    }
}

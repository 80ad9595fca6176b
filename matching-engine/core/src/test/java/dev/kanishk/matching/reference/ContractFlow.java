package dev.kanishk.matching.reference;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.OrderType;
import dev.kanishk.matching.command.SelfTrade;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.command.TimeInForce;
import dev.kanishk.matching.instrument.Instrument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The order flow of the contract, read without haste. A line's number is the {@code reference} of
 * its command; instruments are added, with reference 0, before their first order.
 */
final class ContractFlow {
    final List<Command> commands = new ArrayList<>();
    final Map<String, Integer> instruments = new LinkedHashMap<>();

    ContractFlow(List<String> lines) {
        for (int line = 1; line < lines.size(); line++) {
            read(line, lines.get(line).split(",", -1));
        }
    }

    /** The symbol of an instrument. */
    String symbol(int instrument) {
        return instruments.entrySet().stream()
                .filter(e -> e.getValue() == instrument)
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    private void read(int line, String[] fields) {
        Command command = new Command();
        command.reference = line;
        command.timeNanos = Long.parseLong(fields[0]);
        command.action = Action.valueOf(fields[1]);
        command.orderId = Long.parseLong(fields[3]);
        command.price = number(fields[8]);
        command.quantity = number(fields[9]);
        if (command.action == Action.NEW) {
            command.instrument = instrument(fields[2], command.timeNanos);
            command.account = number(fields[4]);
            command.side = fields[5].equals("B") ? Side.BUY : Side.SELL;
            command.type = OrderType.valueOf(fields[6]);
            command.timeInForce = TimeInForce.valueOf(fields[7]);
            command.displayQuantity = number(fields[10]);
            command.stopPrice = number(fields[11]);
            command.selfTrade = SelfTrade.valueOf(fields[12]);
        }
        commands.add(command);
    }

    private static long number(String field) {
        return field.isEmpty() ? Command.ABSENT : Long.parseLong(field);
    }

    private int instrument(String symbol, long timeNanos) {
        Integer known = instruments.get(symbol);
        if (known != null) {
            return known;
        }
        int id = instruments.size() + 1;
        instruments.put(symbol, id);
        Command add = new Command();
        add.action = Action.ADD_INSTRUMENT;
        add.timeNanos = timeNanos;
        add.definition = Instrument.of(id, symbol);
        commands.add(add);
        return id;
    }
}

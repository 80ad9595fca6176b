package dev.kanishk.matching.event;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.OrderType;
import dev.kanishk.matching.command.RandomCommands;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.instrument.Phase;
import java.util.SplittableRandom;

/** Calls of a listener with any values, in any order that begins with a command. */
public final class RandomCalls {
    private final SplittableRandom random;
    private final Command command = new Command();
    private long commandSequence;

    /** Makes calls from a seed. */
    public RandomCalls(long seed) {
        random = new SplittableRandom(seed);
    }

    /** The sequence of the command that was told last. */
    public long commandSequence() {
        return commandSequence;
    }

    /** Tells one command, and so many events of it. */
    public void tellCommand(BookListener to, int events) {
        RandomCommands.fill(command, random);
        command.sequence = ++commandSequence;
        to.onCommand(command);
        for (int each = 0; each < events; each++) {
            tellEvent(to);
        }
    }

    private void tellEvent(BookListener to) {
        int instrument = random.nextInt();
        long orderId = number();
        Side side = pick(Side.values());
        switch (random.nextInt(14)) {
            case 0 -> to.onAccepted(command);
            case 1 ->
                    to.onRejected(
                            instrument,
                            orderId,
                            number(),
                            random.nextInt(),
                            pick(RejectReason.values()));
            case 2 -> to.onTrade(trade(instrument));
            case 3 -> to.onRested(instrument, orderId, side, number(), number(), number());
            case 4 -> to.onRefreshed(instrument, orderId, side, number(), number(), number());
            case 5 -> to.onReduced(instrument, orderId, side, number(), number(), number());
            case 6 -> to.onRemoved(instrument, orderId, side, number(), number());
            case 7 ->
                    to.onCancelled(
                            instrument,
                            orderId,
                            number(),
                            random.nextInt(),
                            number(),
                            pick(CancelReason.values()));
            case 8 ->
                    to.onReplaced(
                            instrument, orderId, number(), random.nextInt(), number(), number());
            case 9 -> to.onTriggered(instrument, orderId, pick(OrderType.values()));
            case 10 -> to.onPhase(instrument, pick(Phase.values()), number());
            case 11 -> to.onIndication(instrument, number(), number(), number());
            case 12 -> to.onSelfTrade(instrument, orderId, number(), number());
            default -> to.onDone(command, number());
        }
    }

    private Trade trade(int instrument) {
        Trade trade = new Trade();
        trade.instrument = instrument;
        trade.price = number();
        trade.quantity = number();
        trade.makerOrderId = number();
        trade.takerOrderId = number();
        trade.takerSide = pick(Side.values());
        trade.makerOpen = number();
        trade.makerShown = number();
        trade.takerOpen = number();
        trade.takerShown = number();
        trade.makerAccount = number();
        trade.takerAccount = number();
        trade.makerSession = random.nextInt();
        trade.takerSession = random.nextInt();
        trade.makerFee = number();
        trade.takerFee = number();
        trade.auction = random.nextBoolean();
        return trade;
    }

    private long number() {
        return random.nextInt(4) == 0 ? Command.ABSENT : random.nextLong();
    }

    private <E> E pick(E[] values) {
        return values[random.nextInt(values.length)];
    }
}

package dev.kanishk.matching.feed;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.OrderType;
import dev.kanishk.matching.command.SelfTrade;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.command.TimeInForce;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.instrument.Allocation;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.instrument.Phase;
import dev.kanishk.matching.orderbook.BookSettings;
import dev.kanishk.matching.orderbook.OrderBooks;
import java.util.SplittableRandom;

/** Random commands of all kinds, carried out by books of two instruments. */
@SuppressWarnings("EnumOrdinal") // the values that the formats have
final class FeedFlow {
    static final int INSTRUMENTS = 2;

    private final SplittableRandom random;
    private final long accountBase;
    private final int sessionBase;
    private final OrderBooks books;
    private final Command command = new Command();
    private long nextId = 1;
    private long sequence;
    private long time;

    FeedFlow(long seed, long accountBase, int sessionBase, BookListener listener) {
        random = new SplittableRandom(seed);
        this.accountBase = accountBase;
        this.sessionBase = sessionBase;
        books = new OrderBooks(BookSettings.DEFAULT, listener);
        for (int id = 0; id < INSTRUMENTS; id++) {
            begin(Action.ADD_INSTRUMENT);
            command.instrument = id;
            command.definition =
                    Instrument.builder(id, "S" + id)
                            .quantityMax(1000)
                            .allocation(Allocation.values()[id])
                            .referencePrice(100)
                            .interruption(id == 0 ? 150_000 : 0, 50)
                            .build();
            books.apply(command);
        }
    }

    OrderBooks books() {
        return books;
    }

    void applyNext() {
        int kind = random.nextInt(100);
        if (kind < 55) {
            enter();
        } else if (kind < 70) {
            begin(Action.CANCEL);
            command.orderId = anyOrder();
        } else if (kind < 90) {
            begin(Action.REPLACE);
            command.orderId = anyOrder();
            command.price = random.nextBoolean() ? Command.ABSENT : price();
            command.quantity = random.nextLong(1, 30);
        } else if (kind < 95) {
            begin(Action.SET_PHASE);
            command.phase = Phase.values()[random.nextInt(Phase.values().length)];
        } else if (kind < 98) {
            begin(Action.TIME);
        } else {
            begin(Action.MASS_CANCEL);
            command.account = accountBase + random.nextInt(3);
        }
        books.apply(command);
        if (kind >= 90 && kind < 95 && random.nextInt(3) > 0) {
            int instrument = command.instrument;
            begin(Action.SET_PHASE);
            command.instrument = instrument;
            books.apply(command);
        }
    }

    private void begin(Action action) {
        command.clear();
        command.action = action;
        command.sequence = ++sequence;
        command.timeNanos = nextTime();
        command.instrument = random.nextInt(INSTRUMENTS);
    }

    private long nextTime() {
        time += random.nextInt(10);
        return time;
    }

    private void enter() {
        begin(Action.NEW);
        command.orderId = nextId++;
        command.account = accountBase + random.nextInt(3);
        command.session = sessionBase + random.nextInt(3);
        command.side = Side.values()[random.nextInt(2)];
        command.quantity = random.nextLong(1, 40);
        command.selfTrade = SelfTrade.values()[random.nextInt(SelfTrade.values().length)];
        int type = random.nextInt(20);
        if (type == 0) {
            command.type = OrderType.STOP;
            command.timeInForce = TimeInForce.IOC;
            command.stopPrice = price();
        } else if (type == 1) {
            command.type = OrderType.STOP_LIMIT;
            command.stopPrice = price();
            command.price = price();
        } else if (type == 2) {
            command.type = OrderType.MARKET;
            command.timeInForce = TimeInForce.IOC;
        } else {
            command.price = price();
            if (type < 8) {
                command.displayQuantity = random.nextLong(1, 8);
            } else if (type == 9) {
                command.timeInForce = TimeInForce.IOC;
            } else if (type == 10) {
                command.timeInForce = TimeInForce.FOK;
            } else if (type == 11) {
                command.timeInForce = TimeInForce.POST_ONLY;
            }
        }
    }

    private long price() {
        return random.nextLong(92, 109);
    }

    private long anyOrder() {
        return random.nextLong(Math.max(1, nextId - 60), nextId + 1);
    }
}

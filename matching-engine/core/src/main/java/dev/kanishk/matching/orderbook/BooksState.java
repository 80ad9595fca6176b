package dev.kanishk.matching.orderbook;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.instrument.Allocation;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.instrument.Phase;
import dev.kanishk.matching.instrument.Symbols;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Instruments and their orders, hashed and written in the order of the books. */
final class BooksState {
    static final int VERSION = 1;

    private BooksState() {}

    /** Is shown an order. */
    @FunctionalInterface
    private interface SlotVisitor {
        void accept(int slot) throws IOException;
    }

    /** Shows bids, offers, and stops to buy and to sell, each from the best price on. */
    private static void forEach(InstrumentBook book, LiveOrders live, SlotVisitor visitor)
            throws IOException {
        forEach(book.bids, live, visitor);
        forEach(book.offers, live, visitor);
        forEach(book.buyStops, live, visitor);
        forEach(book.sellStops, live, visitor);
    }

    private static void forEach(PriceLadder ladder, LiveOrders live, SlotVisitor visitor)
            throws IOException {
        PriceLevels levels = live.levels;
        for (int level = ladder.best(); level != 0; level = ladder.next(levels.price(level))) {
            for (int slot = levels.head(level); slot != 0; slot = live.orders.next(slot)) {
                visitor.accept(slot);
            }
        }
    }

    static long hash(InstrumentBooks books, LiveOrders live) {
        long sum = 0;
        for (int index = 0; index < books.size(); index++) {
            sum += hash(books.at(index), live);
        }
        return sum;
    }

    private static long hash(InstrumentBook book, LiveOrders live) {
        String symbol = book.instrument.symbol();
        StateHash hash =
                new StateHash()
                        .add(book.id)
                        .add(Symbols.pack(symbol, 0))
                        .add(Symbols.pack(symbol, Long.BYTES))
                        .add(book.phase.name().hashCode())
                        .add(book.phaseEndNanos)
                        .add(book.clockNanos)
                        .add(book.lastPrice)
                        .add(book.referencePrice)
                        .add(book.nextEntry);
        try {
            forEach(book, live, slot -> hash(slot, live, hash));
        } catch (IOException e) {
            throw new AssertionError("hashing reads no file", e);
        }
        return hash.value();
    }

    private static void hash(int slot, LiveOrders live, StateHash hash) {
        OrderSlab orders = live.orders;
        int flags = orders.flags(slot);
        hash.add(orders.id(slot))
                .add(live.levels.price(orders.level(slot)))
                .add(orders.open(slot))
                .add(orders.shown(slot))
                .add(orders.display(slot))
                .add(orders.entry(slot))
                .add(live.account(slot))
                .add(orders.session(slot))
                .add(flags);
        if ((flags & OrderSlab.EXPIRES) != 0) {
            hash.add(orders.expiry(slot));
        }
        if (OrderSlab.waits(flags)) {
            hash.add(orders.limitPrice(slot));
        }
    }

    static void write(InstrumentBooks books, LiveOrders live, DataOutput out) throws IOException {
        out.writeInt(books.size());
        for (int index = 0; index < books.size(); index++) {
            InstrumentBook book = books.at(index);
            write(book.instrument, out);
            out.writeUTF(book.phase.name());
            out.writeLong(book.phaseEndNanos);
            out.writeLong(book.clockNanos);
            out.writeLong(book.lastPrice);
            out.writeLong(book.referencePrice);
            out.writeLong(book.nextEntry);
            forEach(book, live, slot -> write(slot, live, out));
            out.writeLong(Command.ABSENT);
            out.writeInt(-1);
        }
    }

    private static void write(Instrument instrument, DataOutput out) throws IOException {
        out.writeInt(instrument.id());
        out.writeUTF(instrument.symbol());
        out.writeLong(instrument.tickSize());
        out.writeLong(instrument.lotSize());
        out.writeLong(instrument.quantityMax());
        out.writeUTF(instrument.allocation().name());
        out.writeInt(instrument.bandPpm());
        out.writeInt(instrument.interruptionPpm());
        out.writeLong(instrument.interruptionNanos());
        out.writeInt(instrument.makerFeePpm());
        out.writeInt(instrument.takerFeePpm());
        out.writeInt(instrument.auctionFeePpm());
        out.writeLong(instrument.referencePrice());
        out.writeLong(instrument.dayEndNanos());
        out.writeInt(instrument.baseAsset());
        out.writeInt(instrument.quoteAsset());
        out.writeBoolean(instrument.checksBalances());
        out.writeUTF(instrument.firstPhase().name());
    }

    private static void write(int slot, LiveOrders live, DataOutput out) throws IOException {
        OrderSlab orders = live.orders;
        int flags = orders.flags(slot);
        out.writeLong(orders.id(slot));
        out.writeInt(flags);
        out.writeLong(live.levels.price(orders.level(slot)));
        out.writeLong(orders.open(slot));
        out.writeLong(orders.shown(slot));
        out.writeLong(orders.display(slot));
        out.writeLong(orders.entry(slot));
        out.writeInt(orders.position(slot));
        out.writeInt(orders.session(slot));
        if ((flags & OrderSlab.EXPIRES) != 0) {
            out.writeLong(orders.expiry(slot));
        }
        if (OrderSlab.waits(flags)) {
            out.writeLong(orders.limitPrice(slot));
        }
    }

    static void read(InstrumentBooks books, LiveOrders live, DataInput in) throws IOException {
        int count = in.readInt();
        for (int each = 0; each < count; each++) {
            InstrumentBook book;
            try {
                book = books.add(readInstrument(in));
                book.phase = Phase.valueOf(in.readUTF());
            } catch (IllegalArgumentException e) {
                throw new IOException(
                        "the snapshot's instrument " + each + " is damaged: " + e.getMessage(), e);
            }
            book.phaseEndNanos = in.readLong();
            book.clockNanos = in.readLong();
            book.lastPrice = in.readLong();
            book.referencePrice(in.readLong());
            long nextEntry = in.readLong();
            boolean more = true;
            while (more) {
                more = readOrder(book, live, in);
            }
            book.nextEntry = nextEntry;
            book.updateDue();
        }
    }

    private static Instrument readInstrument(DataInput in) throws IOException {
        return new Instrument(
                in.readInt(),
                in.readUTF(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                Allocation.valueOf(in.readUTF()),
                in.readInt(),
                in.readInt(),
                in.readLong(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readLong(),
                in.readLong(),
                in.readInt(),
                in.readInt(),
                in.readBoolean(),
                Phase.valueOf(in.readUTF()));
    }

    private static boolean readOrder(InstrumentBook book, LiveOrders live, DataInput in)
            throws IOException {
        OrderSlab orders = live.orders;
        long id = in.readLong();
        int flags = in.readInt();
        if (flags < 0) {
            return false;
        }
        if (orders.isFull()) {
            throw new IOException(
                    "the snapshot holds more than "
                            + orders.live()
                            + " orders: set ordersMax higher");
        }
        long price = in.readLong();
        long open = in.readLong();
        long shown = in.readLong();
        long display = in.readLong();
        long entry = in.readLong();
        int position = in.readInt();
        if (price < 0 || position < 0 || position >= live.positions.size()) {
            throw new IOException("the snapshot's order " + id + " is damaged");
        }
        int slot = orders.allocate();
        orders.set(slot, id, open, position, flags, in.readInt());
        if ((flags & OrderSlab.ICEBERG) != 0) {
            orders.display(slot, display);
            orders.shown(slot, shown);
        }
        if ((flags & OrderSlab.EXPIRES) != 0) {
            orders.expiry(slot, in.readLong());
        }
        if (OrderSlab.waits(flags)) {
            orders.limitPrice(slot, in.readLong());
        }
        live.index.put(id, slot);
        book.nextEntry = entry;
        live.enqueue(book, slot, price);
        return true;
    }
}

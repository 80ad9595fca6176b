package dev.kanishk.benchmarks.peers.matching.pipeline;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.CommandCodec;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.orderbook.BookSettings;
import dev.kanishk.matching.orderbook.OrderBooks;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.function.Consumer;

/** What is paid in bytes: memory for each live order and instrument, journal for each command. */
final class Costs {
    private static final int ORDERS = 1_000_000;
    private static final int INSTRUMENTS = 10_000;
    private static final long MIDDLE = 10_000;
    private static final int LEVELS = 1_000;
    private static final int RECORD_HEADER_BYTES = 24;

    private final PrintStream out;

    Costs(PrintStream out) {
        this.out = out;
    }

    void print() throws IOException {
        memory();
        journal();
    }

    private void memory() throws IOException {
        long empty = Memory.now().bytes();
        BookSettings settings = BookSettings.DEFAULT.withOrders(1 << 22, 1);
        OrderBooks books = new OrderBooks(settings, new BookListener() {});
        Command command = new Command();
        long made = Memory.now().bytes();
        for (int instrument = 1; instrument <= INSTRUMENTS; instrument++) {
            command.clear();
            command.action = Action.ADD_INSTRUMENT;
            command.instrument = instrument;
            command.definition = Instrument.of(instrument, "S" + instrument);
            books.apply(command);
        }
        long named = Memory.now().bytes();
        enter(books, command, 1, INSTRUMENTS);
        long opened = Memory.now().bytes();
        enter(books, command, INSTRUMENTS + 1, ORDERS);
        long full = Memory.now().bytes();
        line("books without anything", made - empty, 1);
        line("an instrument", named - made, INSTRUMENTS);
        line("an instrument and its first order", opened - made, INSTRUMENTS);
        line("a live order, tables at the size they grew to", full - opened, ORDERS - INSTRUMENTS);
        out.printf(Locale.ROOT, "  with %,d live orders%n", books.liveOrders());
    }

    private static void enter(OrderBooks books, Command command, int first, int last) {
        for (int id = first; id <= last; id++) {
            command.clear();
            command.action = Action.NEW;
            command.instrument = id % INSTRUMENTS + 1;
            command.orderId = id;
            command.side = id % 2 == 0 ? Side.BUY : Side.SELL;
            long away = 1L + id / INSTRUMENTS % LEVELS;
            command.price = id % 2 == 0 ? MIDDLE - away : MIDDLE + away;
            command.quantity = 100;
            books.apply(command);
        }
    }

    private void line(String what, long bytes, int count) {
        out.printf(Locale.ROOT, "memory of %s: %.1f bytes%n", what, (double) bytes / count);
    }

    private void journal() {
        record("NEW, limit", Action.NEW, command -> {});
        record("NEW, account and session", Action.NEW, Costs::owned);
        record(
                "NEW, iceberg with account and session",
                Action.NEW,
                command -> {
                    owned(command);
                    command.displayQuantity = 10;
                });
        record("CANCEL", Action.CANCEL, command -> {});
        record("CANCEL, account and session", Action.CANCEL, Costs::owned);
        record("REPLACE, account and session", Action.REPLACE, Costs::owned);
        record("TIME", Action.TIME, command -> {});
    }

    private static void owned(Command command) {
        command.account = 7;
        command.session = 3;
    }

    private void record(String what, Action action, Consumer<Command> more) {
        Command command = new Command();
        command.action = action;
        command.instrument = 1;
        command.orderId = 1;
        command.price = 1;
        command.quantity = 1;
        more.accept(command);
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(CommandCodec.MAX_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int length = CommandCodec.encode(command, bytes, 0);
        out.printf(
                "journal of %s: %d bytes, %d with the record's own%n",
                what, length, RECORD_HEADER_BYTES + length);
    }
}

package dev.kanishk.benchmarks.peers.matching.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.TimeInForce;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.orderbook.BookSettings;
import dev.kanishk.matching.orderbook.OrderBooks;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlowTapeTest {
    private static final int COMMANDS = 100_000;

    private final FlowTape tape = new FlowTape(COMMANDS);
    private final Command command = new Command();

    @Test
    void isTheSameEachTime(@TempDir Path folder) throws Exception {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        tape.write(first);
        new FlowTape(COMMANDS).write(second);

        assertThat(first).hasSize((long) tape.length() * FlowTape.RECORD_BYTES);
        assertThat(Files.mismatch(first, second)).isNegative();
    }

    @Test
    void holdsWhatItSays() {
        FlowTape.Cursor cursor = tape.new Cursor();
        int takes = 0;
        int cancels = 0;
        for (int at = 0; at < tape.length(); at++) {
            cursor.next(command);
            cancels += command.action == Action.CANCEL ? 1 : 0;
            takes += command.action == Action.NEW && command.timeInForce == TimeInForce.IOC ? 1 : 0;
        }

        assertThat(takes / (double) tape.length()).isBetween(0.10, 0.12);
        assertThat(cancels / (double) tape.length()).isBetween(0.43, 0.46);
    }

    @Test
    void leavesAnEmptyBookAfterEachLapAndABoundedOneWithin() {
        OrderBooks books = new OrderBooks(BookSettings.DEFAULT, new BookListener() {});
        command.action = Action.ADD_INSTRUMENT;
        command.instrument = FlowTape.INSTRUMENT;
        command.definition = Instrument.of(FlowTape.INSTRUMENT, "AAA");
        books.apply(command);
        FlowTape.Cursor cursor = tape.new Cursor();
        int most = 0;
        for (int lap = 0; lap < 3; lap++) {
            for (int at = 0; at < tape.length(); at++) {
                cursor.next(command);
                books.apply(command);
                most = Math.max(most, books.liveOrders());
            }
            assertThat(books.liveOrders()).isZero();
        }

        assertThat(most).isBetween(500, 2_000);
    }

    @Test
    void givesEachLapOrdersOfItsOwn() {
        FlowTape.Cursor cursor = tape.new Cursor();
        long[] first = new long[tape.length()];
        for (int at = 0; at < first.length; at++) {
            cursor.next(command);
            first[at] = command.orderId;
        }
        for (long id : first) {
            cursor.next(command);
            assertThat(command.orderId).isEqualTo(id + tape.orders());
        }
    }
}

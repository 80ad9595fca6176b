package dev.kanishk.matching.orderbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.instrument.Instrument;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CapacityTest {
    private final List<String> told = new ArrayList<>();

    @Test
    void doesNotUseTheIdOfAnOrderWhoseAccountHasNoRoom() {
        OrderBooks books =
                new OrderBooks(new BookSettings(8, 8, 8, 1, 8, false, false), listener());
        Command add = new Command();
        add.action = Action.ADD_INSTRUMENT;
        add.instrument = 1;
        add.definition = Instrument.of(1, "AAA");
        books.apply(add);

        books.apply(order(1, 100));
        books.apply(order(2, 200));
        books.apply(order(2, 100));

        assertThat(told)
                .containsExactly("1 rests", "2 " + RejectReason.CAPACITY_REACHED, "2 rests");
    }

    private static Command order(long id, long account) {
        Command command = new Command();
        command.action = Action.NEW;
        command.instrument = 1;
        command.orderId = id;
        command.account = account;
        command.side = Side.BUY;
        command.price = 10;
        command.quantity = 1;
        return command;
    }

    private BookListener listener() {
        return new BookListener() {
            @Override
            public void onRejected(
                    int instrument, long orderId, long account, int session, RejectReason reason) {
                told.add(orderId + " " + reason);
            }

            @Override
            public void onRested(
                    int instrument, long orderId, Side side, long price, long shown, long open) {
                told.add(orderId + " rests");
            }
        };
    }
}

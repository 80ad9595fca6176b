package dev.kanishk.matching.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.OrderType;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.command.TimeInForce;
import dev.kanishk.matching.instrument.Instrument;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RecordListenerTest {
    private static final EngineEvent.Origin ORIGIN = new EngineEvent.Origin(5, 77, 1000);

    /** Calls whose records have a longer name. */
    private static final Map<String, String> KINDS =
            Map.of("trade", "traded", "self-trade", "selftrade", "indication", "indicated");

    private final List<EngineEvent> told = new ArrayList<>();
    private final RecordListener listener = new RecordListener(told::add);
    private final Command command = new Command();

    @Test
    void learnsSymbolsAndKeepsWhereEventsComeFrom() {
        begin(Action.ADD_INSTRUMENT);
        command.definition = Instrument.of(3, "AAPL");
        listener.onCommand(command);
        listener.onDone(command, 0);
        begin(Action.NEW);
        command.instrument = 3;
        command.orderId = 9;
        command.account = 7;
        command.session = 1;
        command.price = 100;
        command.quantity = 10;
        listener.onCommand(command);
        listener.onAccepted(command);
        listener.onRejected(4, 9, 7, 1, RejectReason.HALTED);

        assertThat(told)
                .containsExactly(
                        new EngineEvent.Done(ORIGIN, "AAPL", Action.ADD_INSTRUMENT, 0),
                        new EngineEvent.Accepted(
                                ORIGIN,
                                "AAPL",
                                9,
                                7,
                                1,
                                Side.BUY,
                                OrderType.LIMIT,
                                TimeInForce.GTC,
                                100,
                                10),
                        new EngineEvent.Rejected(ORIGIN, "", 9, 7, 1, RejectReason.HALTED));
    }

    @Test
    void aTradeHasTwoPartiesThatOutliveTheNextOne() {
        RecordListener knowing = new RecordListener(List.of(Instrument.of(3, "MSFT")), told::add);
        begin(Action.NEW);
        knowing.onCommand(command);
        Trade trade = new Trade();
        trade.instrument = 3;
        trade.price = 100;
        trade.quantity = 10;
        trade.makerOrderId = 1;
        trade.makerAccount = 11;
        trade.makerSession = 21;
        trade.makerOpen = 31;
        trade.makerFee = -1;
        trade.takerOrderId = 2;
        trade.takerAccount = 12;
        trade.takerSession = 22;
        trade.takerOpen = 32;
        trade.takerFee = 2;
        trade.takerSide = Side.SELL;
        trade.auction = true;
        knowing.onTrade(trade);
        trade.price = 0;

        assertThat(told)
                .containsExactly(
                        new EngineEvent.Traded(
                                ORIGIN,
                                "MSFT",
                                100,
                                10,
                                new EngineEvent.Party(1, 11, 21, 31, -1),
                                new EngineEvent.Party(2, 12, 22, 32, 2),
                                Side.SELL,
                                true));
    }

    /** Every call but the command's own is one record, and the records keep the order. */
    @Property(tries = 200)
    void everyCallIsOneRecord(@ForAll long seed) {
        RecordedCalls calls = new RecordedCalls();
        List<EngineEvent> records = new ArrayList<>();
        RandomCalls random = new RandomCalls(seed);
        BookListener both = Both.of(calls, new RecordListener(records::add));
        for (int each = 0; each < 5; each++) {
            random.tellCommand(both, 20);
        }
        calls.lines.removeIf(line -> line.startsWith("command "));
        assertThat(records).hasSameSizeAs(calls.lines);
        for (int each = 0; each < records.size(); each++) {
            String kind = calls.lines.get(each).split(" ", 2)[0];
            assertThat(records.get(each).getClass().getSimpleName().toLowerCase(Locale.ROOT))
                    .startsWith(KINDS.getOrDefault(kind, kind));
        }
    }

    private void begin(Action action) {
        command.clear();
        command.action = action;
        command.sequence = 5;
        command.reference = 77;
        command.timeNanos = 1000;
    }
}

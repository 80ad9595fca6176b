package dev.kanishk.matching.engine;

import dev.kanishk.collections.concurrent.IdleStrategy;
import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.event.EventBuffer;
import dev.kanishk.matching.event.EventEncoder;
import dev.kanishk.matching.event.Trade;
import dev.kanishk.matching.instrument.Instrument;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An engine of plain books on fake logs. Instrument i is in shard i. */
final class FakeEngine implements AutoCloseable {
    /** What the failure handler and the listeners were told. */
    final List<String> told = new CopyOnWriteArrayList<>();

    final MatchingEngine engine;
    private final ShardPlacement placement;
    private final Command command = new Command();

    static final class Setup {
        int eventBufferBytes = 1 << 16;
        int ringCapacity = 64;
        @Nullable LongSupplier clock;
        long timeIntervalNanos;
        UnaryOperator<BookListener> listener = plain -> plain;
        UnaryOperator<ShardBooks> books = plain -> plain;
    }

    FakeEngine(Setup setup, FakeLog... logs) {
        placement = new ShardPlacement(logs.length, 100);
        ShardSettings settings =
                new ShardSettings(
                        16,
                        IdleStrategy.backingOff(),
                        setup.timeIntervalNanos,
                        Long.MAX_VALUE,
                        0,
                        List.of(),
                        failures());
        Shard[] shards = new Shard[logs.length];
        for (int i = 0; i < logs.length; i++) {
            RoomMaker room = new RoomMaker();
            EventBuffer events = new EventBuffer(setup.eventBufferBytes, room);
            PlainBooks plain = new PlainBooks(new EventEncoder(events)).withPoison(666);
            shards[i] =
                    new Shard(
                            new Shard.Parts(
                                    i,
                                    new CommandRing(setup.ringCapacity),
                                    logs[i],
                                    events,
                                    setup.books.apply(plain),
                                    setup.listener.apply(listener(i)),
                                    Long.MIN_VALUE,
                                    null),
                            settings,
                            setup.clock);
            room.tellBy(shards[i]::makeRoom);
        }
        engine = new MatchingEngine(shards, placement, null, null, List.of());
        for (int i = 0; i < logs.length; i++) {
            shards[i].start();
            engine.addInstrument(Instrument.of(i, "I" + i), i);
        }
    }

    boolean order(int instrument, long orderId, Side side, long quantity) {
        command.clear();
        command.action = Action.NEW;
        command.instrument = instrument;
        command.orderId = orderId;
        command.side = side;
        command.price = 100;
        command.quantity = quantity;
        return engine.submit(command);
    }

    private EngineFailures failures() {
        return new EngineFailures() {
            @Override
            public void onShardFailed(int shard, Throwable cause) {
                told.add("shard " + shard + " failed: " + cause.getMessage());
            }

            @Override
            public void onListenerFailed(int shard, RuntimeException cause) {
                told.add("listener " + shard + " failed: " + cause.getMessage());
            }

            @Override
            public void onSnapshotFailed(int shard, Throwable cause) {
                told.add("snapshot " + shard + " failed: " + cause.getMessage());
            }
        };
    }

    private BookListener listener(int shard) {
        return new BookListener() {
            @Override
            public void onAccepted(Command accepted) {
                told.add("accepted " + accepted.orderId);
            }

            @Override
            public void onTrade(Trade trade) {
                told.add("trade " + trade.makerOrderId + " " + trade.takerOrderId);
            }

            @Override
            public void onRejected(
                    int instrument, long orderId, long account, int session, RejectReason why) {
                told.add("rejected " + orderId + " " + why);
            }

            @Override
            public void onDone(Command done, long count) {
                if (done.action != Action.ADD_INSTRUMENT) {
                    told.add("done " + done.action + " in " + shard + " " + count);
                }
            }
        };
    }

    @Override
    public void close() throws IOException {
        engine.close();
    }
}

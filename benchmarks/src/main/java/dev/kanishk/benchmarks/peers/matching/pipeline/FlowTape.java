package dev.kanishk.benchmarks.peers.matching.pipeline;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.command.TimeInForce;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Commands on one instrument that may be repeated for ever: 44 % new orders that rest, as many
 * cancels, 11 % immediate-or-cancel, about a thousand live orders of {@link #ACCOUNTS} accounts. It
 * ends with the cancels of what is left, so that each lap begins with an empty book. The same each
 * time.
 *
 * <p>A resting order takes one of {@link #PLACES} places, and the next draw of the place cancels
 * it: so the number of live orders is bounded however long the flow is. One cancel in some twenty
 * finds that its order has traded.
 */
final class FlowTape {
    static final int INSTRUMENT = 1;
    static final int ACCOUNTS = 64;
    static final int MIDDLE = 10_000;
    static final int RECORD_BYTES = 24;

    private static final int PLACES = 2048;
    private static final long SEED = 20261124;
    private static final byte REST = 0;
    private static final byte TAKE = 1;
    private static final byte CANCEL = 2;

    private final byte[] kinds;
    private final boolean[] buys;
    private final byte[] accounts;
    private final int[] prices;
    private final int[] quantities;
    private final int[] ids;
    private int length;
    private int orders;
    private int middle = MIDDLE;

    /** Makes a tape of that many commands, and up to {@link #PLACES} cancels. */
    FlowTape(int commands) {
        int most = commands + PLACES;
        kinds = new byte[most];
        buys = new boolean[most];
        accounts = new byte[most];
        prices = new int[most];
        quantities = new int[most];
        ids = new int[most];
        SplittableRandom random = new SplittableRandom(SEED);
        int[] places = new int[PLACES];
        while (length < commands) {
            int place = random.nextInt(100) < 11 ? -1 : random.nextInt(PLACES);
            if (place < 0) {
                enter(TAKE, random);
            } else if (places[place] == 0) {
                enter(REST, random);
                places[place] = length;
            } else {
                cancel(places[place] - 1);
                places[place] = 0;
            }
        }
        for (int entered : places) {
            if (entered != 0) {
                cancel(entered - 1);
            }
        }
    }

    private void enter(byte kind, SplittableRandom random) {
        boolean buy = random.nextBoolean();
        if (random.nextInt(200) == 0) {
            middle += middle > MIDDLE == random.nextInt(10) > 0 ? -1 : 1;
        }
        int away = kind == TAKE ? -6 : random.nextInt(10) == 0 ? 40 : random.nextInt(8);
        kinds[length] = kind;
        buys[length] = buy;
        accounts[length] = (byte) (1 + random.nextInt(ACCOUNTS));
        prices[length] = middle + (buy ? -away : away + 1);
        quantities[length] = kind == TAKE ? random.nextInt(1, 31) : random.nextInt(1, 101);
        ids[length] = ++orders;
        length++;
    }

    private void cancel(int entered) {
        kinds[length] = CANCEL;
        buys[length] = buys[entered];
        accounts[length] = accounts[entered];
        ids[length] = ids[entered];
        length++;
    }

    /** Returns the commands of a lap. */
    int length() {
        return length;
    }

    /** Returns the orders of a lap, whose ids are those of the lap before and this added. */
    int orders() {
        return orders;
    }

    /** Writes a lap, {@link #RECORD_BYTES} bytes a command, little-endian. */
    void write(Path file) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate(length * RECORD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < length; at++) {
            bytes.put(kinds[at]).put((byte) (buys[at] ? 1 : 0)).putShort(accounts[at]);
            bytes.putInt(prices[at]).putInt(quantities[at]).putInt(0).putLong(ids[at]);
        }
        Files.write(file, bytes.array());
    }

    /** Reads the tape, lap after lap, from its beginning. */
    final class Cursor {
        private int at;
        private long firstId;

        /** Fills a command with the next one. */
        void next(Command command) {
            boolean cancels = kinds[at] == CANCEL;
            command.clear();
            command.action = cancels ? Action.CANCEL : Action.NEW;
            command.instrument = INSTRUMENT;
            command.account = accounts[at];
            command.orderId = firstId + ids[at];
            if (!cancels) {
                command.side = buys[at] ? Side.BUY : Side.SELL;
                command.timeInForce = kinds[at] == TAKE ? TimeInForce.IOC : TimeInForce.GTC;
                command.price = prices[at];
                command.quantity = quantities[at];
            }
            if (++at == length) {
                at = 0;
                firstId += orders;
            }
        }
    }
}
